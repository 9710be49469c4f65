import type { z } from 'zod'
import { parseExpression } from '../expression/expression.ts'
import type { Terms } from '../model.ts'
import type { ClockRule } from '../time/clock.ts'
import { targetEnglish } from '../time/target/target-text.ts'
import { countText, listText, ownerWords } from './phrases.ts'
import type { TermText } from './phrases.ts'

/** Clocks as they are written: the reading of a clock keeps less of its wording than its sentences need. */
type Written = z.input<typeof ClockRule>
type Triggers = Written['runs']['from']

/** Clocks: on which hours they run, whose minutes they are, and what stops, rests, moves or cancels them. */
export function clockTexts(terms: Terms): TermText[] {
  const written = (terms.source as { readonly clocks?: Readonly<Record<string, Written>> }).clocks ?? {}
  return Object.entries(terms.clocks).map(([id, rule]) => {
    const own = written[id]
    if (!own) throw new Error(`The source of parsed terms has no clock "${id}".`)
    const name = `Clock ${id}`
    const first = runText(id, own, rule.owner)
    const target = rule.within
      ? [`The clock ${id} is overdue unless it stops ${targetEnglish(rule.within.duration)}.`]
      : []
    return { clause: rule.clause, name, sentences: [first, ...target, ...restTexts(id, own), ...laterTexts(id, own)] }
  })
}

function runText(id: string, own: Written, owner: keyof typeof ownerWords): string {
  const of = own.of === undefined ? '' : ` of each ${own.of}`
  const span = `from ${triggersText(own.runs.from)} to ${triggersText(own.runs.to)}`
  return (
    `The clock ${id}${of} runs in the hours of the calendar ${own.calendar} ${span}; its time is that ` +
    `of ${ownerWords[owner]}.`
  )
}

function restTexts(id: string, { rests = [], transfers = [] }: Written): string[] {
  const resting = rests.map(({ from, to, owner }) => {
    const span = `from ${triggersText(from)} to ${triggersText(to)}`
    return `The clock ${id} rests ${span}; that time is that of ${ownerWords[owner]}.`
  })
  const handed = transfers.map(({ event, to, acknowledgedBy, elseAfter, until }) => {
    const from = [
      ...(acknowledgedBy === undefined ? [] : [`from ${triggersText(acknowledgedBy)}`]),
      ...(elseAfter === undefined ? [] : [`when ${elseAfter} have passed on its calendar`]),
    ]
    const begins =
      `after ${triggersText(event)}, ` + `${listText(from, 'or')}${from.length > 1 ? ', whichever is first' : ''}`
    return `The time of the clock ${id} passes to ${ownerWords[to]} ${begins}, until ${triggersText(until)}.`
  })
  return [...resting, ...handed]
}

const reopeningWords = { resume: 'it goes on', restart: 'it begins again from zero', ignore: 'nothing happens to it' }
const excuseWords = {
  moves: (id: string) => `the clock ${id} does not count`,
  excuses: (id: string) => `the clock ${id} is excused`,
}

function laterTexts(id: string, own: Written): string[] {
  const reopenings = [...(own.reopened ? [own.reopened] : []), ...(own.reopenings ?? [])]
  return [
    ...reopenings.map(
      ({ on, then }) => `At ${triggersText(on)} after the clock ${id} has stopped ${reopeningWords[then]}.`,
    ),
    ...(own.restarts ? [`The clock ${id} begins again from zero at ${triggersText(own.restarts)}.`] : []),
    ...(own.resumes ? [`All rests of the clock ${id} end at ${triggersText(own.resumes)}.`] : []),
    ...(own.cancelled ? [`The clock ${id} is cancelled by ${triggersText(own.cancelled)}.`] : []),
    ...(own.excusedBy ?? []).map(({ clock, then, matching, clause }) => {
      const which = matching === undefined ? 'of the same work item' : `of any work item with the same "${matching}"`
      const by = clause === undefined ? '' : `, by clause ${clause}`
      return `While the clock ${clock} ${which} is overdue, ${excuseWords[then](id)}${by}.`
    }),
  ]
}

/** '"received"', '"asked" (where the channel is mail) at the instant in its fact "asked-at"' */
function triggersText(written: Triggers | NonNullable<Written['cancelled']>): string {
  const list = Array.isArray(written) ? written : [written]
  return listText(
    list.map((trigger) => {
      if (typeof trigger === 'string') return `"${trigger}"`
      const when = trigger.when === undefined ? '' : ` where ${parseExpression(trigger.when).english()}`
      const at = trigger.at === undefined ? '' : ` at the instant in its fact "${trigger.at.fact}"`
      return `"${trigger.event}"${when}${at}`
    }),
    'or',
  )
}

/** '1 day' is said here once, so that durations of events read alike. */
export function daysText(days: number): string {
  return `${countText(days, 'day')} of 24 hours`
}
