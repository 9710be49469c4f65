import { z } from 'zod'
import type { EvidenceRow } from '../explanation.ts'
import { DurationText, EventName } from '../value/schemas.ts'
import type { MeasureAsked, MeasuredKind } from './measured-kind.ts'
import { firstAfter, rowOf, selectedEvents } from './selecting.ts'
import type { Found } from './selecting.ts'

/**
 * The service level of answered contacts: so many within so many seconds. Five formulas are in use and differ on the
 * same day, so there is no bare one:
 * F1 (answered in time + abandoned in time) ÷ all · F2 answered in time ÷ answered · F3 answered in time ÷ all ·
 * F4 answered in time ÷ (answered + abandoned late) · F5 (answered in time + short abandons) ÷ all.
 */
export const Answered = z
  .strictObject({
    offered: EventName,
    answered: EventName,
    abandoned: EventName,
    within: DurationText,
    formula: z.enum(['F1', 'F2', 'F3', 'F4', 'F5']),
    /** Up to this wait an abandoned contact is short; only F5 uses it. */
    shortAbandon: DurationText.optional(),
  })
  .refine(({ formula, shortAbandon }) => (formula === 'F5') === (shortAbandon !== undefined), {
    message: 'F5 counts short abandons and the others do not; say shortAbandon for F5 and only there',
  })
export type Answered = z.output<typeof Answered>

type Contact = Found & { readonly waitMillis: number; readonly isAnswered: boolean }

/** Contacts that were answered or abandoned inside the window, by the formula of the agreement. */
export function measureAnswered({ history, window }: MeasureAsked, measure: Answered): MeasuredKind {
  const contacts = contactsOf({ history, window }, measure)
  const within = millisOf(measure.within)
  const short = measure.shortAbandon ? millisOf(measure.shortAbandon) : 0
  const answered = contacts.filter(({ isAnswered }) => isAnswered)
  const inTime = answered.filter(({ waitMillis }) => waitMillis <= within)
  const abandoned = contacts.filter(({ isAnswered }) => !isAnswered)
  const abandonedInTime = abandoned.filter(({ waitMillis }) => waitMillis <= within)
  const abandonedLate = abandoned.filter(({ waitMillis }) => waitMillis > within)
  const shortOnes = abandoned.filter(({ waitMillis }) => waitMillis <= short)
  const sets = {
    F1: { good: [...inTime, ...abandonedInTime], all: contacts },
    F2: { good: inTime, all: answered },
    F3: { good: inTime, all: contacts },
    F4: { good: inTime, all: [...answered, ...abandonedLate] },
    F5: { good: [...inTime, ...shortOnes], all: contacts },
  } as const
  const { good, all } = sets[measure.formula]
  const isGood = new Set(good)
  const rows = (list: readonly Contact[]): EvidenceRow[] =>
    list.map((one) => rowOf(history, one, isGood.has(one) ? 'counted' : 'not-counted'))
  const told = [
    { part: 'numerator', label: 'Counted as answered in time', list: good },
    { part: 'denominator', label: 'Counted at all', list: all },
    { part: 'answered-in-time', label: `Answered within ${measure.within.text}`, list: inTime },
    { part: 'answered', label: 'Answered', list: answered },
    { part: 'abandoned-in-time', label: `Abandoned within ${measure.within.text}`, list: abandonedInTime },
    { part: 'abandoned', label: 'Abandoned', list: abandoned },
  ]
  const counts = told.map(({ part, label, list }) => ({
    part,
    label,
    rows: inOrderOf(rows(list)),
    formula: `${list.length} contacts: ${label.toLowerCase()}, of ${contacts.length} in the period.`,
  }))
  const measured = { unit: 'percent', numerator: good.length, denominator: all.length } as const
  const sentence = `${measure.formula}: ${formulas[measure.formula]} = ${good.length} ÷ ${all.length}`
  return { measured, counts, sentence, sample: all.length }
}

const formulas = {
  F1: '(answered in time + abandoned in time) ÷ (answered + abandoned)',
  F2: 'answered in time ÷ answered',
  F3: 'answered in time ÷ (answered + abandoned)',
  F4: 'answered in time ÷ (answered + abandoned late)',
  F5: '(answered in time + short abandons) ÷ (answered + abandoned)',
} as const

function contactsOf({ history, window }: Pick<MeasureAsked, 'history' | 'window'>, measure: Answered): Contact[] {
  const offers = selectedEvents(history, { from: -Infinity, to: window.to }, { event: measure.offered })
  const contacts: Contact[] = []
  for (const offer of offers) {
    const answer = firstAfter(history, offer, measure.answered, window.to)
    const loss = firstAfter(history, offer, measure.abandoned, window.to)
    const isAnswered = answer !== undefined && (loss === undefined || answer.column < loss.column)
    const end = isAnswered ? answer : loss
    if (end === undefined || end.at < window.from) continue
    contacts.push({ ...end, waitMillis: end.at - offer.at, isAnswered })
  }
  return contacts
}

function inOrderOf(rows: EvidenceRow[]): EvidenceRow[] {
  return rows.sort((a, b) => (a.workItemId < b.workItemId ? -1 : a.workItemId > b.workItemId ? 1 : 0))
}

/** A wait is real time: nobody waits less because the desk is closed. */
function millisOf({ duration }: Answered['within']): number {
  if (duration.kind !== 'open-time') throw new Error('Parsed waits are a length of time.')
  return duration.millis
}
