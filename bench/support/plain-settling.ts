import { dayMillis } from '../../src/kernel/time/civil-date.ts'
import { firstInstantReading, wallMillisAt } from '../../src/kernel/time/zone.ts'

/**
 * The shares of a month as one would write them without thinking of speed: an object for each event, and dates that are
 * walked day by day. Office hours are 08:00 to 16:00 in Oslo, Monday to Friday.
 */
export type PlainEvent = { readonly name: string; readonly at: number }
export type PlainItem = readonly PlainEvent[]

/** A level: the clock from one event to another, resting between two others, against hours or business days. */
export type PlainLevel = {
  readonly from: string
  readonly to: string
  readonly hours?: number
  readonly businessDays?: number
  readonly population: 'due' | 'closed'
}

const hourMillis = 3_600_000
const zone = 'Europe/Oslo'

/** On time and counted for each level, in their order. */
export function plainShares(items: readonly PlainItem[], levels: readonly PlainLevel[], from: number, to: number) {
  return levels.map((level) => {
    let [onTime, counted] = [0, 0]
    for (const events of items) {
      const verdict = verdictOf(events, level, from, to)
      if (verdict === undefined) continue
      counted += 1
      if (verdict) onTime += 1
    }
    return { onTime, counted }
  })
}

/** Whether an item was on time; undefined where it does not count in the month. */
function verdictOf(events: PlainItem, level: PlainLevel, from: number, to: number): boolean | undefined {
  const runs: { from: number; to: number }[] = []
  let since: number | undefined
  let started: number | undefined
  let stopped: number | undefined
  for (const { name, at } of events.filter((event) => event.at < to)) {
    if (name === level.from && started === undefined) started = since = at
    else if (started === undefined || stopped !== undefined) continue
    else if (name === level.to) {
      if (since !== undefined) runs.push({ from: since, to: at })
      stopped = at
      since = undefined
    } else if (name === 'asked' && since !== undefined) {
      runs.push({ from: since, to: at })
      since = undefined
    } else if (name === 'answered') since ??= at
  }
  if (started === undefined) return undefined
  const rests = stopped === undefined && since === undefined
  if (since !== undefined) runs.push({ from: since, to })
  const target = targetOf(level, started)
  const spent = runs.reduce((sum, run) => sum + openBetween(run.from, run.to), 0)
  const isLate = spent > target
  if (level.population === 'closed') return stopped !== undefined && stopped >= from ? !isLate : undefined
  // While a clock rests nothing is due, but what was late before stays late.
  if (rests && !isLate) return undefined
  const due = isLate || spent === target ? usedUp(runs, target) : openAfter(stopped ?? to, target - spent)
  if (due < from || due >= to) return undefined
  return stopped !== undefined && !isLate
}

function targetOf({ hours, businessDays = 0 }: PlainLevel, started: number): number {
  return hours === undefined ? openBetween(started, sameTimeAfter(started, businessDays)) : hours * hourMillis
}

type Hours = { readonly opens: number; readonly closes: number }

/** The hours of a date, counted in days; undefined at weekends. */
function hoursOf(day: number): Hours | undefined {
  if ((day + 3) % 7 >= 5) return undefined
  return { opens: instantOn(day, 8), closes: instantOn(day, 16) }
}

function instantOn(day: number, hour: number): number {
  return firstInstantReading(zone, day * dayMillis + hour * hourMillis)
}

function dayOf(at: number): number {
  return Math.floor(wallMillisAt(zone, at) / dayMillis)
}

function openBetween(from: number, to: number): number {
  let open = 0
  const last = dayOf(to)
  for (let day = dayOf(from); day <= last; day += 1) {
    const hours = hoursOf(day)
    if (hours) open += Math.max(0, Math.min(to, hours.closes) - Math.max(from, hours.opens))
  }
  return open
}

/** The instant by which so much open time has passed. */
function openAfter(from: number, length: number): number {
  let left = length
  for (let day = dayOf(from); ; day += 1) {
    const hours = hoursOf(day)
    if (!hours) continue
    const begins = Math.max(from, hours.opens)
    const open = Math.max(0, hours.closes - begins)
    if (left <= open) return left === 0 ? from : begins + left
    left -= open
  }
}

function usedUp(runs: readonly { from: number; to: number }[], target: number): number {
  let left = target
  for (const run of runs) {
    const open = openBetween(run.from, run.to)
    if (left <= open) return openAfter(run.from, left)
    left -= open
  }
  throw new Error('A target that was passed was used up.')
}

/** The same time of day so many business days later; outside the hours, from the next opening. */
function sameTimeAfter(from: number, days: number): number {
  let day = dayOf(from)
  let hours = hoursOf(day)
  let start = from
  while (!hours || start >= hours.closes) {
    day += 1
    hours = hoursOf(day)
    start = hours?.opens ?? start
  }
  const time = Math.max(start, hours.opens) - hours.opens
  for (let left = days; left > 0;) {
    day += 1
    hours = hoursOf(day)
    if (hours) left -= 1
  }
  return (hours?.opens ?? NaN) + time
}
