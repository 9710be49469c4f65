import type { Terms } from '../model.ts'
import type { Obligation } from '../obligation/obligation.ts'
import { monthName } from './phrases.ts'
import type { TermText } from './phrases.ts'

/** What the parties owe beside the work itself: who, what, when, and which event shows it. */
export function obligationTexts(terms: Terms): TermText[] {
  return Object.entries(terms.obligations).map(([id, obligation]) => {
    const { clause, owner, what, due, zone, evidence } = obligation
    const who = owner === 'both' ? 'Both parties owe' : `The ${owner} owes`
    return {
      clause,
      name: what,
      sentences: [
        `${who} (obligation ${id}): ${what}.`,
        `The obligation ${id} is due ${dueText(due)} by ${due.by} local time in ${zone ?? terms.zone}.`,
        `An event "${evidence}" about the obligation ${id} shows that it was done.`,
      ],
    }
  })
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function dueText(due: Obligation['due']): string {
  if ('on' in due) return `on ${due.on}`
  const { every, weekday, day, businessDay, month, calendar } = due
  const date = businessDay === undefined ? dayText(day ?? 1) : `business day ${businessDay}`
  const on = calendar === undefined ? '' : ` of the calendar ${calendar}`
  switch (every) {
    case 'day':
      return calendar === undefined ? 'on each day' : `on each open day${on}`
    case 'week':
      return `on each ${weekdays[(weekday ?? 1) - 1] ?? ''}${calendar === undefined ? '' : ` that is an open day${on}`}`
    case 'month':
      return `on ${date}${on} of each month`
    case 'quarter':
      return `on ${date}${on} of the first month of each calendar quarter`
    case 'year':
      return `on ${date}${on} of each ${monthName(month ?? 1)}`
  }
}

function dayText(day: number): string {
  return day > 28 ? `day ${day} (the last day of a shorter month)` : `day ${day}`
}
