import { z } from 'zod'
import { fraction } from '../../kernel/money/fraction.ts'
import { dayMillis } from '../../kernel/time/civil-date.ts'
import type { EvidenceRow } from '../explanation.ts'
import { SettleError } from '../settling/settle-error.ts'
import type { MeasureAsked, MeasuredKind } from './measured-kind.ts'
import { factsUpTo, firstAfter, rowOf, Selected, selectedEvents, selectionText } from './selecting.ts'
import type { Found } from './selecting.ts'

const FactName = z.string().min(1).max(100)

/** How many events, or how many work items that have one, lie in the period. */
export const Count = Selected.extend({ counts: z.enum(['events', 'work-items']) })
export type Count = z.output<typeof Count>

const Follower = z.strictObject({ event: z.string().min(1).max(200), withinDays: z.int().min(1).max(3_660) })

/**
 * Of the events of the period, those whose item also has (or does not have) another event within so many days of 24
 * hours after it: reopened within 14 days, without rework, without a second contact. Days that lie after the period are
 * not waited for: what has not happened by its end counts as not happened.
 */
export const Ratio = z
  .strictObject({ of: Selected, having: Follower.optional(), without: Follower.optional() })
  .refine(({ having, without }) => (having === undefined) !== (without === undefined), {
    message: 'a ratio counts items that have an event or that have none; write having or without, not both',
  })
export type Ratio = z.output<typeof Ratio>

/** Answers of a survey: the share with at least this score, or promoters less detractors (net promoter score). */
export const Survey = z
  .strictObject({
    responses: Selected,
    score: FactName,
    topBox: z.int().optional(),
    promoters: z.strictObject({ from: z.int(), detractorsTo: z.int() }).optional(),
  })
  .refine(({ topBox, promoters }) => (topBox === undefined) !== (promoters === undefined), {
    message: 'a survey has one formula; write topBox or promoters',
  })
export type Survey = z.output<typeof Survey>

export function measureCount({ history, window }: MeasureAsked, measure: Count): MeasuredKind {
  const all = selectedEvents(history, window, measure)
  const taken = measure.counts === 'events' ? all : all.filter(({ item }, index) => all[index - 1]?.item !== item)
  const what = measure.counts === 'events' ? 'events' : 'work items with'
  const formula = `${taken.length} ${what} "${measure.event}"${selectionText(measure)} in the period.`
  const rows = taken.map((one) => rowOf(history, one, 'counted'))
  const counts = [{ part: 'numerator', label: 'Counted', rows, formula }]
  return { measured: { unit: 'count', count: taken.length }, counts, sentence: formula, sample: taken.length }
}

export function measureRatio({ history, window }: MeasureAsked, measure: Ratio): MeasuredKind {
  const among = selectedEvents(history, window, measure.of)
  const follower = measure.having ?? measure.without
  if (!follower) throw new Error('A parsed ratio has a follower.')
  const followed = (one: Found): boolean => {
    const next = firstAfter(history, one, follower.event, window.to)
    return next !== undefined && next.at - one.at <= follower.withinDays * dayMillis
  }
  const isCounted = (one: Found) => followed(one) === (measure.having !== undefined)
  const counted = among.filter(isCounted)
  const rows = among.map((one): EvidenceRow => rowOf(history, one, isCounted(one) ? 'counted' : 'not-counted'))
  const how = measure.having ? 'followed by' : 'not followed by'
  const condition = `${how} "${follower.event}" within ${follower.withinDays} days`
  const event = `"${measure.of.event}"${selectionText(measure.of)}`
  return {
    measured: { unit: 'percent', numerator: counted.length, denominator: among.length },
    counts: [
      {
        part: 'numerator',
        label: `${measure.having ? 'Followed by' : 'Not followed by'} "${follower.event}"`,
        rows: rows.filter(({ verdict }) => verdict === 'counted'),
        formula: `${counted.length} of ${among.length} events ${event} were ${condition}.`,
      },
      { part: 'denominator', label: 'Counted', rows, formula: `${among.length} events ${event} lie in the period.` },
    ],
    sentence: `${counted.length} ${condition} ÷ ${among.length}`,
    sample: among.length,
  }
}

export function measureSurvey({ history, window }: MeasureAsked, measure: Survey): MeasuredKind {
  const answers = selectedEvents(history, window, measure.responses).map((one) => {
    const score = factsUpTo(history, one)[measure.score]
    if (typeof score === 'number') return { ...one, score }
    const id = history.itemIds[one.item] ?? ''
    throw new SettleError(
      `The answer of ${id} has no whole number in its fact "${measure.score}". Record it, then settle.`,
    )
  })
  const { topBox, promoters } = measure
  const isGood = (score: number) => (topBox === undefined ? score >= (promoters?.from ?? Infinity) : score >= topBox)
  const good = answers.filter(({ score }) => isGood(score))
  const rows = answers.map((one) => rowOf(history, one, isGood(one.score) ? 'counted' : 'not-counted'))
  const denominator = {
    part: 'denominator',
    label: 'Answers',
    rows,
    formula: `${answers.length} answers "${measure.responses.event}"${selectionText(measure.responses)}.`,
  }
  const from = topBox ?? promoters?.from ?? 0
  const numerator = {
    part: 'numerator',
    label: `Scores of ${from} or more`,
    rows: rows.filter(({ verdict }) => verdict === 'counted'),
    formula: `${good.length} of ${answers.length} answers score ${from} or more.`,
  }
  if (!promoters) {
    const measured = { unit: 'percent', numerator: good.length, denominator: answers.length } as const
    const sentence = `${good.length} in the top box ÷ ${answers.length} answers`
    return { measured, counts: [numerator, denominator], sentence, sample: answers.length }
  }
  const bad = answers.filter(({ score }) => score <= promoters.detractorsTo)
  const value = fraction(BigInt(100 * (good.length - bad.length)), BigInt(Math.max(1, answers.length)))
  const detractors = {
    part: 'detractors',
    label: `Scores of ${promoters.detractorsTo} or less`,
    rows: bad.map((one) => rowOf(history, one, 'not-counted')),
    formula: `${bad.length} of ${answers.length} answers score ${promoters.detractorsTo} or less.`,
  }
  return {
    measured: { unit: 'number', value, places: 1 },
    counts: [numerator, denominator, detractors],
    sentence: `100 × (${good.length} − ${bad.length}) ÷ ${answers.length}`,
    sample: answers.length,
  }
}
