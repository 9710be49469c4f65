import { formatDate, hourMillis, minuteMillis, parseDate, weekdayOf } from '../src/kernel/time/civil-date.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'
import { firstInstantAtOrAfter, localDateOf } from '../src/kernel/time/zone.ts'
import { isOpen, type CompiledCalendar } from '../src/terms/time/working-calendar.ts'
import type { Asked, Facts } from '../src/deliver/work-items/model.ts'
import { chanceOf, type Chance } from './chance.ts'
import { beginningOf, isMishap, zone, type Plan } from './plan.ts'
import { customerNames, queues, type Queue } from './world.ts'

/** A claim that a customer makes, and what will come of it: decided when it comes, found out when it is worked on. */
export interface Arrival {
  readonly at: EpochMillis
  readonly workItemId: string
  readonly reference: string
  readonly queue: Queue
  readonly facts: Facts
  readonly personal: Readonly<Record<string, string>>
  /** Whom the worker has to ask, in this order. */
  readonly asks: readonly Asked[]
  readonly fault: { readonly ground: 'defect' | 'new-information'; readonly afterMillis: number } | undefined
  readonly withdrawnAfterMillis: number | undefined
  readonly outcome: 'set-up' | 'not-covered'
}

// Shares of a usual day, hour by hour in Oslo: two peaks in office hours, and the web form in the evening.
const hourWeights = [4, 2, 1, 1, 1, 2, 6, 18, 52, 78, 84, 72, 58, 70, 72, 60, 44, 34, 30, 32, 30, 24, 14, 8]
const weekdayWeights = [1.32, 1.16, 1.08, 1.05, 1.08, 0.7, 0.61]
// Ice in winter, holidays in July.
const monthWeights = [1.16, 1.1, 1.02, 0.94, 0.93, 0.94, 0.84, 0.92, 0.97, 1.02, 1.08, 1.12]
const hailFactor = 3.4
const holidayFactor = 0.6

/** All claims of the engagement in the order in which they come. */
export function arrivalsOf(plan: Plan, oslo: CompiledCalendar): Arrival[] {
  const chance = chanceOf(plan.seed, 'arrivals')
  const first = parseDate(localDateOf(beginningOf(plan), zone))
  const last = parseDate(localDateOf(plan.until, zone))
  const arrivals: Arrival[] = []
  for (let day = first; day <= last; day += 1) {
    const times = Array.from({ length: chance.poisson(expectedOn(plan, oslo, day)) }, () => timeOn(chance, day))
    for (const at of times.toSorted((a, b) => a - b)) {
      const arrival = arrivalAt(chance, at, 70_001 + arrivals.length)
      if (at >= beginningOf(plan) && at <= plan.until) arrivals.push(arrival)
    }
  }
  return arrivals
}

function expectedOn(plan: Plan, oslo: CompiledCalendar, day: number): number {
  const date = formatDate(day)
  const weekday = weekdayOf(day)
  const noon = firstInstantAtOrAfter({ date, minuteOfDay: 9 * 60, zone })
  const isHoliday = weekday < 5 && !isOpen(oslo, noon)
  const season = monthWeights[Number(date.slice(5, 7)) - 1] ?? 1
  const hail = isMishap(plan, 'hail', date) ? hailFactor : 1
  return plan.itemsADay * (weekdayWeights[weekday] ?? 1) * season * hail * (isHoliday ? holidayFactor : 1)
}

function timeOn(chance: Chance, day: number): EpochMillis {
  const weights = Object.fromEntries(hourWeights.map((weight, hour) => [String(hour), weight]))
  const hour = Number(chance.weighted(weights))
  const minuteOfDay = hour * 60 + chance.between(0, 59)
  return firstInstantAtOrAfter({ date: formatDate(day), minuteOfDay, zone }) + chance.between(0, 59_999)
}

function arrivalAt(chance: Chance, at: EpochMillis, number: number): Arrival {
  const kind = chance.weighted({ glass: 31, collision: 29, parking: 20, animal: 8, theft: 7, fire: 5 })
  const language = chance.weighted({ nb: 82, da: 9, sv: 6, en: 3 })
  const channel = chance.weighted({ web: 52, email: 27, partner: 13, telephone: 8 })
  const isGlass = kind === 'glass'
  return {
    at,
    workItemId: chance.id(at),
    reference: `CLM-${number}`,
    queue: isGlass ? queues.glass : queues.motor,
    facts: { channel, language, 'claim-type': kind },
    personal: {
      claimant: `${chance.pick(customerNames.first)} ${chance.pick(customerNames.last)}`,
      registration: `${chance.pick(['EL', 'BT', 'DP', 'KH', 'SV'])} ${chance.between(10_000, 99_999)}`,
    },
    asks: asksOf(chance, isGlass),
    fault: faultOf(chance),
    withdrawnAfterMillis: chance.isTrue(0.012) ? chance.between(8, 400) * minuteMillis : undefined,
    outcome: chance.isTrue(0.94) ? 'set-up' : 'not-covered',
  }
}

function asksOf(chance: Chance, isGlass: boolean): Asked[] {
  const whom = isGlass
    ? chance.weighted({ nobody: 92, customer: 6, client: 2, 'third-party': 0, both: 0 })
    : chance.weighted({ nobody: 71, customer: 17, client: 6, 'third-party': 4, both: 2 })
  if (whom === 'nobody') return []
  return whom === 'both' ? ['customer', 'client'] : [whom]
}

function faultOf(chance: Chance): Arrival['fault'] {
  if (!chance.isTrue(0.036)) return undefined
  const ground = chance.isTrue(0.7) ? 'defect' : 'new-information'
  return { ground, afterMillis: Math.round((20 + chance.exponential(40)) * hourMillis) }
}
