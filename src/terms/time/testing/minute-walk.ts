import * as fc from 'fast-check'
import { Temporal } from '../../../kernel/time/temporal.ts'
import {
  compileCalendar,
  dueAt,
  isOpen,
  nextOpen,
  openMillis,
  openMillisBefore,
  WorkingCalendar,
  type OpenHours,
} from '../working-calendar.ts'

const minute = 60_000
const day = 1440 * minute
const zones = Intl.supportedValuesOf('timeZone')
const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

const clockText = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Up to three intervals of a day; the last may pass midnight until 04:00, before which no day opens. */
const dayHours = fc
  .uniqueArray(fc.integer({ min: 240, max: 1440 }), { maxLength: 6 })
  .map((cuts) => cuts.sort((a, b) => a - b))
  .chain((cuts) => fc.integer({ min: 0, max: 239 }).map((past) => hoursOfCuts(cuts, past)))

function hoursOfCuts(cuts: readonly number[], past: number): string {
  const parts: string[] = []
  for (let i = 0; i < cuts.length; i += 2) {
    const [from, to] = [cuts[i] ?? 0, cuts[i + 1]]
    if (to !== undefined) parts.push(`${clockText(from)}-${clockText(to)}`)
    else if (from < 1440) parts.push(`${clockText(from)}-${clockText(past)}`)
  }
  return parts.length > 0 ? parts.join(', ') : 'closed'
}

const wholeDay = fc.constant('00:00-24:00')
const week = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(...dayNames.map(() => dayHours)) },
  { weight: 1, arbitrary: fc.tuple(...dayNames.map(() => wholeDay)) },
)

export const someCase = fc.record({
  zone: fc.constantFrom(...zones),
  week,
  // The middle of the walk, 1970 to 2037; most walks are moved to the next change of the zone's clocks.
  around: fc.integer({ min: 30, max: 24_800 }),
  atChange: fc.integer({ min: 0, max: 3 }),
  special: fc.tuple(fc.integer({ min: -3, max: 3 }), dayHours),
  questions: fc.array(fc.tuple(fc.integer({ min: 0, max: 8 * day }), fc.integer({ min: 0, max: 8 * day })), {
    minLength: 150,
    maxLength: 190,
  }),
})

function walkStart(zone: string, around: number, atChange: number): number {
  const near = Temporal.Instant.fromEpochMilliseconds(around * day).toZonedDateTimeISO(zone)
  const change = atChange > 0 ? near.getTimeZoneTransition('next') : null
  const middle = change && change.year < 2038 ? change.epochMilliseconds : around * day
  return Math.floor(middle / day) * day - 4 * day
}

/**
 * The rule, walked: a local time has taken effect once the latest reading of the local clock so far has got to it.
 * Gives the open minutes before each minute of eight days, and before the last one.
 */
function openMinutesByWalk(calendar: OpenHours, start: number): number[] | undefined {
  const open = [0]
  const isOpenReading = readerOf(calendar)
  let latest = -Infinity
  for (let hour = start - 2 * day; hour < start + 8 * day; hour += 60 * minute) {
    const isSteady = offsetBy(calendar.zone, hour) === offsetBy(calendar.zone, hour + 60 * minute)
    const offset = offsetBy(calendar.zone, hour)
    for (let at = hour; at < hour + 60 * minute; at += minute) {
      const wall = (at + (isSteady ? offset : offsetBy(calendar.zone, at))) / minute
      // Old offsets with seconds cannot be walked by the minute.
      if (!Number.isInteger(wall)) return undefined
      latest = Math.max(latest, wall)
      if (at >= start) open.push((open.at(-1) ?? 0) + (isOpenReading(latest) ? 1 : 0))
    }
  }
  return open
}

function offsetBy(zone: string, at: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000
}

function readerOf(calendar: OpenHours): (wallMinute: number) => boolean {
  const hoursByDate = new Map<number, string>()
  const hoursOf = (date: number) => {
    const known = hoursByDate.get(date) ?? hoursBy(calendar, date)
    hoursByDate.set(date, known)
    return known
  }
  return (wallMinute) => {
    const date = Math.floor(wallMinute / 1440)
    const time = wallMinute - date * 1440
    return coversBy(hoursOf(date), time) || coversBy(hoursOf(date - 1), time + 1440)
  }
}

function hoursBy(calendar: OpenHours, date: number): string {
  const text = Temporal.PlainDate.from('1970-01-01').add({ days: date })
  return calendar.specialDays?.[text.toString()] ?? calendar.week[dayNames[text.dayOfWeek - 1] ?? ''] ?? 'closed'
}

const intervalsByText = new Map<string, [number, number][]>([['closed', []]])

function coversBy(hours: string, time: number): boolean {
  const known = intervalsByText.get(hours) ?? hours.split(', ').map(intervalOf)
  intervalsByText.set(hours, known)
  return known.some(([from, to]) => time >= from && time < to)
}

function intervalOf(text: string): [number, number] {
  const [from = 0, to = 0] = text.split('-').map((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)))
  return [from, to > from ? to : to + 1440]
}

/** Open milliseconds before an offset in the walk: whole minutes, and of the minute begun its part when it is open. */
function walkedMillis(open: readonly number[], offset: number): number {
  const index = Math.min(Math.floor(offset / minute), 8 * 1440 - 1)
  const before = open[index] ?? 0
  return before * minute + ((open[index + 1] ?? before) - before) * (offset - index * minute)
}

/** Asks everything about two instants and gives what is wrong: an assertion for each of a million would be slow. */
function compare(
  compiled: ReturnType<typeof compileCalendar>,
  open: readonly number[],
  start: number,
  [from, to]: readonly [number, number],
): string | undefined {
  const before = openMillisBefore(compiled, start + from)
  const elapsed = openMillis(compiled, start + from, start + to)
  if (before !== walkedMillis(open, from)) return 'open time before'
  if (elapsed !== walkedMillis(open, to) - walkedMillis(open, from)) return 'open time between'
  if (openMillis(compiled, start + to, start + from) !== 0) return 'backwards'
  if (elapsed === 0) return undefined
  // F⁻¹ after F: due no later than `to`, the same open time, and not a millisecond earlier.
  const due = dueAt(compiled, start + from, elapsed)
  if (due > start + to) return 'due too late'
  if (openMillisBefore(compiled, due) !== before + elapsed) return 'due at another open time'
  if (openMillisBefore(compiled, due - 1) !== before + elapsed - 1) return 'due not at the first instant'
  const next = nextOpen(compiled, start + from)
  return isOpen(compiled, next) && openMillis(compiled, start + from, next) === 0 ? undefined : 'next opening'
}

export type WalkCase = typeof someCase extends fc.Arbitrary<infer Case> ? Case : never

/**
 * Walks eight days of a random calendar by the minute and asks the compiled one the same questions.
 * @returns how many were asked, and what was wrong; nothing where the calendar never opens or cannot be walked
 */
export function walkCase(walked: WalkCase): { readonly asked: number; readonly wrong: readonly string[] } {
  const { zone, week: hours, around, atChange, special, questions } = walked
  const start = walkStart(zone, around, atChange)
  const special0 = Temporal.Instant.fromEpochMilliseconds(start + (4 + special[0]) * day)
    .toString()
    .slice(0, 10)
  const calendar = {
    zone,
    week: Object.fromEntries(dayNames.map((name, i) => [name, hours[i] ?? 'closed'])),
    specialDays: hours[0] === '00:00-24:00' ? {} : { [special0]: special[1] },
  }
  // A week that never opens is refused by the schema and has nothing to compare.
  if (!WorkingCalendar.safeParse(calendar).success) return { asked: 0, wrong: [] }
  const open = openMinutesByWalk(calendar, start)
  if (!open) return { asked: 0, wrong: [] }
  const compiled = compileCalendar(calendar, { from: start, to: start + 8 * day })
  const wrong = questions.flatMap(([a, b]) => {
    const problem = compare(compiled, open, start, a < b ? [a, b] : [b, a])
    return problem === undefined ? [] : [`${problem}: ${zone} ${start + a} ${start + b} ${JSON.stringify(calendar)}`]
  })
  return { asked: questions.length, wrong }
}
