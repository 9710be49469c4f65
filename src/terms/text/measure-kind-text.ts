import type { Availability } from '../measure/availability.ts'
import type { Accuracy } from '../measure/accuracy.ts'
import type { Answered } from '../measure/answered.ts'
import type { Ageing, BacklogDays } from '../measure/backlog.ts'
import type { Ratio, Survey } from '../measure/counting.ts'
import type { KindTerms } from '../measure/measuring.ts'
import { selectionText } from '../measure/selecting.ts'
import type { Selected } from '../measure/selecting.ts'
import { targetEnglish } from '../time/target/target-text.ts'
import { daysText } from './clock-text.ts'
import { countText, decimalsText } from './phrases.ts'

/** Sentences of a measure that is not the share of work items within a threshold. */
export function kindSentences(id: string, of: KindTerms): string[] {
  const it = `The measure ${id}`
  switch (of.kind) {
    case 'answered':
      return answeredSentences(it, of.terms)
    case 'mean':
      return [`${it} is the mean open time of the clocks ${of.terms.clock} that stopped in the month.`]
    case 'percentile': {
      const { p, type, clock } = of.terms
      const which = `the ${p.text} percentile, by the definition of type ${type} of Hyndman and Fan,`
      return [`${it} is ${which} of the open time of the clocks ${clock} that stopped in the month.`]
    }
    case 'count':
      return [
        of.terms.counts === 'events'
          ? `${it} is the number of events ${selectedText(of.terms)} in the month.`
          : `${it} is the number of work items with an event ${selectedText(of.terms)} in the month, each ` +
            `counted once.`,
      ]
    case 'ratio':
      return ratioSentences(it, of.terms)
    case 'survey':
      return surveySentences(it, of.terms)
    case 'availability':
      return availabilitySentences(it, of.terms)
    case 'accuracy':
      return accuracySentences(it, of.terms)
    case 'ageing':
      return ageingSentences(it, of.terms)
    case 'backlogDays':
      return backlogSentences(it, of.terms)
  }
}

function selectedText(selected: Selected): string {
  return `"${selected.event}"${selectionText(selected)}`
}

function answeredSentences(it: string, terms: Answered): string[] {
  const { offered, answered, abandoned, within, formula, shortAbandon } = terms
  const formulas = {
    F1: 'those answered in time and those abandoned in that time, of all that were answered or abandoned',
    F2: 'those answered in time, of those answered; abandoned contacts do not count',
    F3: 'those answered in time, of all that were answered or abandoned',
    F4: 'those answered in time, of those answered and those abandoned later than that',
    F5: 'those answered in time and short abandons, of all that were answered or abandoned',
  } as const
  const short = shortAbandon === undefined ? '' : ` A contact abandoned within ${shortAbandon.text} is a short abandon.`
  return [
    `${it} is the service level of contacts from "${offered}" to "${answered}" or "${abandoned}", in time ` +
      `within ${within.text} of real time.`,
    `${it} is computed by formula ${formula}: ${formulas[formula]}.${short}`,
  ]
}

function ratioSentences(it: string, { of, having, without }: Ratio): string[] {
  const follower = having ?? without
  if (!follower) throw new Error('A parsed ratio has a follower.')
  const how = having ? 'are followed' : 'are not followed'
  const end = 'What has not happened by the end of the month counts as not happened.'
  return [
    `${it} is the share of events ${selectedText(of)} of the month that ${how} by "${follower.event}" of ` +
      `the same work item within ${daysText(follower.withinDays)}. ${end}`,
  ]
}

function surveySentences(it: string, { responses, score, topBox, promoters }: Survey): string[] {
  const answers = `answers ${selectedText(responses)} of the month`
  if (promoters) {
    const { from, detractorsTo } = promoters
    const less = `less those of ${detractorsTo} or less`
    return [`${it} is 100 × (${answers} whose "${score}" is ${from} or more, ${less}) ÷ all such answers.`]
  }
  return [`${it} is the share of ${answers} whose "${score}" is ${topBox ?? 0} or more.`]
}

function availabilitySentences(it: string, { windows, outage, planned, excused }: Availability): string[] {
  const begin = `"${outage.from.event}"${selectionText(outage.from)}`
  return [
    `${it} is the share of the hours of the calendar ${windows} in the month that no outage took; an outage ` +
      `lasts from ${begin} to "${outage.to}".`,
    ...(planned
      ? [
          `For ${small(it)}, outages with "${planned.event}" are planned: ${planned.allowance.text} of them ` +
            `in a month are free, the rest counts.`,
        ]
      : []),
    ...excused.map(
      ({ event, clause }) => `An outage with "${event}" does not count for ${small(it)}, by clause ${clause}.`,
    ),
  ]
}

const bounds = {
  point: 'the ratio itself',
  'lower-bound': 'the lower bound of its interval',
  'upper-bound': 'the upper bound of its interval',
} as const

function accuracySentences(it: string, { sampled, unit, defect, fields, confidence, held }: Accuracy): string[] {
  const samples = `samples ${selectedText(sampled)} of the month`
  const what =
    unit === 'fields' && fields
      ? `the share of fields that are right in ${samples}: "${fields.checked}" less "${fields.wrong}", of ` +
        `"${fields.checked}"`
      : `the share of transactions without a defect in ${samples}; one has a defect where ${defect?.english() ?? ''}`
  return [
    `${it} is ${what}.`,
    `Its thresholds are held against ${bounds[held]}; the interval of ${small(it)} is Wilson's at ${confidence}.`,
  ]
}

function ageingSentences(it: string, { clock, olderThan, as, paused }: Ageing): string[] {
  const what = as === 'count' ? 'the number of open work items' : 'the share of open work items'
  const waiting =
    paused === 'counts' ? 'that wait for somebody else are open' : 'that wait for somebody else are left out'
  return [
    `${it} is ${what} at the end of the month whose clock ${clock} has not stopped ` +
      `${targetEnglish(olderThan.duration)}.`,
    `For ${small(it)}, work items ${waiting}.`,
  ]
}

function backlogSentences(it: string, { clock, completed, businessDays, places }: BacklogDays): string[] {
  const average = `the events "${completed}" of an average one of the last ${countText(businessDays, 'business day')}`
  return [
    `${it} is the number of work items whose clock ${clock} has not stopped at the end of the month, ` +
      `divided by ${average}, with ${decimalsText(places)}.`,
  ]
}

function small(it: string): string {
  return it.replace(/^The/, 'the')
}
