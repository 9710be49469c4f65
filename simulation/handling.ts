/** How the desk works: when people sit down at this client's queue, how long they take, when others answer. */
import { formatDate, hourMillis, minuteMillis, parseDate, weekdayOf } from '../src/kernel/time/civil-date.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'
import { firstInstantAtOrAfter, localDateOf } from '../src/kernel/time/zone.ts'
import { isOpen, nextOpen, type CompiledCalendar } from '../src/terms/time/working-calendar.ts'
import type { Asked } from '../src/deliver/work-items/model.ts'
import { chanceOf, type Chance } from './chance.ts'
import { beginningOf, isMishap, zone, type Plan } from './plan.ts'
import { agents } from './world.ts'

export interface Calendars {
  readonly oslo: CompiledCalendar
  readonly cebu: CompiledCalendar
}

const secondMillis = 1_000

// The desk works for several clients; it sits down at this queue some times a shift (minutes of the day in Oslo).
const weekdaySittings = [8 * 60 + 6, 9 * 60 + 48, 11 * 60 + 33, 13 * 60 + 18, 15 * 60 + 5]
const weekendSittings = [12 * 60 + 20]
/** How often a team goes on within one sitting while claims wait. */
export const roundsMax = 4
/** Longer than anybody holds an item: a sitting that cannot end in time does not begin. */
export const sittingMillisMax = 15 * minuteMillis
/** So many come on a day that is a holiday for the desk and a working day in Oslo. */
const holidayCover = 2
/** The AI worker has so many claims in hand at a time. */
export const aiHandsMax = 10

/** The beginnings of all sittings, in order. */
export function sittingsOf(plan: Plan): EpochMillis[] {
  const chance = chanceOf(plan.seed, 'sittings')
  const first = parseDate(localDateOf(beginningOf(plan), zone))
  const last = parseDate(localDateOf(plan.until, zone))
  const sittings: EpochMillis[] = []
  for (let day = first; day <= last; day += 1) {
    for (const minute of weekdayOf(day) < 5 ? weekdaySittings : weekendSittings) {
      const at = firstInstantAtOrAfter({ date: formatDate(day), minuteOfDay: minute + chance.between(-4, 4), zone })
      sittings.push(at + chance.between(0, 59) * secondMillis)
    }
  }
  return sittings
}

/**
 * Who of the desk is there: a few on its holidays; nobody at night, in a typhoon, and while another client needs them.
 */
export function presence(plan: Plan, { oslo, cebu }: Calendars): (at: EpochMillis) => readonly string[] {
  const chance = chanceOf(plan.seed, 'presence')
  let known: { readonly date: string; readonly present: readonly string[]; readonly absentUntil: number } | undefined
  return (at) => {
    const date = localDateOf(at, zone)
    if (known?.date !== date) {
      const present = agents.filter(() => !chance.isTrue(0.12))
      const isShort = chance.isTrue(0.018)
      const until = firstInstantAtOrAfter({ date, minuteOfDay: chance.between(11, 14) * 60, zone })
      known = { date, present, absentUntil: isShort ? until : 0 }
    }
    if (isMishap(plan, 'desk-closed', date) || at < known.absentUntil) return []
    if (isOpen(cebu, at)) return known.present
    return isOpen(oslo, at) ? known.present.slice(0, holidayCover) : []
  }
}

/**
 * How long a claim stays in the worker's hands. The AI worker has filled in the form that people get, so they check it
 * in about a minute.
 */
export function handleMillis(chance: Chance, isAi: boolean): number {
  const seconds = isAi ? 6 + chance.exponential(4) : 22 + chance.exponential(12) + chance.exponential(9)
  return Math.round(Math.min(seconds, isAi ? 14 : 58)) * secondMillis + chance.between(0, 999)
}

/** A client sends a renewal this often; a lease holds for 20 s. */
export const renewalMillis = 15 * secondMillis

/** When the one who was asked answers; undefined where nobody ever does. */
export function answerAt(chance: Chance, of: Asked, asked: EpochMillis, { oslo }: Calendars): EpochMillis | undefined {
  if (of === 'client') {
    const isSlow = chance.isTrue(0.08)
    return spread(chance, nextOpen(oslo, asked + (isSlow ? 26 : 0.4 + chance.exponential(1.6)) * hourMillis))
  }
  if (of === 'third-party') return spread(chance, nextOpen(oslo, asked + (3 + chance.exponential(22)) * hourMillis))
  if (chance.isTrue(0.02)) return undefined
  return awake(chance, asked + (0.3 + chance.exponential(13)) * hourMillis)
}

/** When a fault is found: by day, where the one who finds it works. */
export function foundAt(chance: Chance, from: EpochMillis, { oslo }: Calendars): EpochMillis {
  return spread(chance, nextOpen(oslo, from))
}

/** Not on the stroke of opening: within the half hour after. */
function spread(chance: Chance, at: EpochMillis): EpochMillis {
  return Math.floor(at) + chance.between(0, 30 * 60_000)
}

/** Customers answer between seven and twenty-three. */
function awake(chance: Chance, at: EpochMillis): EpochMillis {
  const date = localDateOf(at, zone)
  const [dawn, night] = [7, 23].map((hour) => firstInstantAtOrAfter({ date, minuteOfDay: hour * 60, zone }))
  if (dawn !== undefined && at < dawn) return spread(chance, dawn)
  if (night === undefined || at < night) return Math.floor(at)
  const next = formatDate(parseDate(date) + 1)
  return spread(chance, firstInstantAtOrAfter({ date: next, minuteOfDay: 7 * 60, zone }))
}
