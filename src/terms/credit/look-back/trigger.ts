import { z } from 'zod'
import type { LevelState } from '../../level/service-level.ts'
import { monthNumber, monthOfNumber } from '../../month-result.ts'
import type { MonthResult } from '../../month-result.ts'
import { report } from '../../value/problem.ts'

/**
 * When misses of a level earn its credit: so many of them within so many months that end with the present one. Misses
 * that were counted are used up by a fulfilled trigger, or they may count again: that must be said.
 */
export const Trigger = z
  .strictObject({
    missed: z.enum(['expected', 'minimum']),
    times: z.int().min(1).max(120),
    withinMonths: z.int().min(1).max(120),
    hits: z.enum(['consumed', 'reusable']),
  })
  .superRefine(({ times, withinMonths }, context) => {
    if (times <= withinMonths) return
    report(context, {
      at: ['times'],
      message: `${times} misses cannot lie within ${withinMonths} months: a month is missed once.`,
      mend: 'Name at least as many months as misses.',
    })
  })
export type Trigger = z.output<typeof Trigger>

export type TriggerResult = {
  readonly isFulfilled: boolean
  /** The months whose misses count, the present one last. */
  readonly counted: readonly string[]
  /** The months that are used up from now on; none where hits may count again. */
  readonly used: readonly string[]
  readonly reason: string
}

export type TriggerAsked = {
  readonly id: string
  readonly month: string
  readonly state: LevelState
  /** Earlier months, in order. Months before the first of them count as no miss. */
  readonly earlier: readonly MonthResult[]
}

/** Whether the misses up to and including this month earn the credit. A month without a miss of its own never does. */
export function pullTrigger(trigger: Trigger, asked: TriggerAsked): TriggerResult {
  const { missed, times, withinMonths } = trigger
  const now = monthNumber(asked.month)
  const usedUp = new Set(asked.earlier.flatMap(({ levels }) => levels[asked.id]?.used ?? []))
  const misses = asked.earlier.filter(({ month, levels }) => {
    const distance = now - monthNumber(month)
    const level = levels[asked.id]
    return distance > 0 && distance < withinMonths && level && isMiss(level.state, missed) && !usedUp.has(month)
  })
  const span = `${monthOfNumber(now - withinMonths + 1)} to ${asked.month}`
  if (!isMiss(asked.state, missed)) {
    return { isFulfilled: false, counted: [], used: [], reason: `The ${missed} level was not missed this month.` }
  }
  const counted = [...misses.map(({ month }) => month), asked.month]
  const isFulfilled = counted.length >= times
  const used = isFulfilled && trigger.hits === 'consumed' ? counted : []
  const tally = `${counted.length} of ${times} misses of the ${missed} level from ${span} (${counted.join(', ')})`
  const ending = isFulfilled ? (used.length > 0 ? 'they are used up' : 'they may count again') : 'no credit yet'
  return { isFulfilled, counted, used, reason: `${tally}: ${ending}.` }
}

/** 'when the minimum is missed 2 times within 6 months; misses that were counted count again' */
export function triggerText(trigger: Trigger): string {
  const { missed, times, withinMonths, hits } = trigger
  const count = times === 1 ? 'once' : `${times} times`
  const again = hits === 'consumed' ? 'are used up' : 'count again'
  const within = withinMonths === 1 ? 'in one month' : `within ${withinMonths} consecutive months`
  return `when the ${missed} level is missed ${count} ${within}; misses that were counted ${again}`
}

function isMiss(state: LevelState, missed: Trigger['missed']): boolean {
  return state === 'missed-minimum' || (missed === 'expected' && state === 'missed-expected')
}
