import type { EpochDay, EpochMillis } from '../../kernel/time/civil-date.ts'
import { formatInstant } from '../../kernel/time/instant.ts'

/** A stretch of open time, from (inclusive) to (exclusive). */
export type OpenInterval = { readonly from: EpochMillis; readonly to: EpochMillis }

/** A stretch of open time and the local business day it belongs to (the day on which its shift begins). */
export type OpenPiece = OpenInterval & { readonly day: EpochDay }

/** A question about an instant that the compiled calendar does not cover. Compile a longer horizon. */
export class HorizonError extends Error {
  override readonly name = 'HorizonError'
}

/** A table of guesses by equal buckets, from which a search in a sorted array is a short walk. */
export type Finder = { readonly origin: number; readonly inverseWidth: number; readonly guesses: Int32Array }

/** Which dates are processing days: days of the week, 0 for Monday, but for some dates. */
export type ProcessingRule = { readonly weekdays: ReadonlySet<number>; readonly except: ReadonlySet<EpochDay> }

/**
 * A calendar compiled for a horizon: disjoint, sorted, never touching open intervals as UTC instants, with the open
 * time before each. Interval i is `starts[i]` to `ends[i]` and `openBefore[i]` is F(starts[i]), for i below `count`; at
 * `count` stands a sentinel (infinity, and all the open time), so that searches need no bounds check. `pieces` are the
 * same intervals before merging, by business day, three days beyond the horizon. Without `processing`, processing days
 * are the dates with open time.
 */
export type CompiledCalendar = {
  readonly zone: string
  readonly horizon: OpenInterval
  readonly count: number
  readonly starts: Float64Array
  readonly ends: Float64Array
  readonly openBefore: Float64Array
  readonly byInstant: Finder
  readonly byOpenTime: Finder
  readonly pieces: readonly OpenPiece[]
  readonly processing: ProcessingRule | undefined
}

/** Builds the compiled form from pieces in the order of their beginning; pieces may touch or overlap. */
export function openTimeOf(
  zone: string,
  horizon: OpenInterval,
  pieces: readonly OpenPiece[],
  processing?: ProcessingRule,
): CompiledCalendar {
  const merged = clippedTo(horizon, mergedIntervals(pieces))
  const count = merged.length
  const starts = new Float64Array(count + 1).fill(Infinity)
  const ends = new Float64Array(count + 1).fill(Infinity)
  const openBefore = new Float64Array(count + 2).fill(Infinity)
  let open = 0
  for (const [i, interval] of merged.entries()) {
    starts[i] = interval.from
    ends[i] = interval.to
    openBefore[i] = open
    open += interval.to - interval.from
  }
  openBefore[count] = open
  const byInstant = finderOf(ends, count, horizon.from, horizon.to)
  const byOpenTime = finderOf(openBefore.subarray(1), count, 0, open)
  return { zone, horizon, count, starts, ends, openBefore, byInstant, byOpenTime, pieces, processing }
}

/** The same open time as the fewest intervals; the input is in the order of its beginnings. */
export function mergedIntervals(intervals: readonly OpenInterval[]): OpenInterval[] {
  const merged: { from: number; to: number }[] = []
  for (const { from, to } of intervals) {
    const last = merged.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

function clippedTo(horizon: OpenInterval, intervals: readonly OpenInterval[]): OpenInterval[] {
  return intervals
    .map(({ from, to }) => ({ from: Math.max(from, horizon.from), to: Math.min(to, horizon.to) }))
    .filter(({ from, to }) => from < to)
}

/** F(t): the open milliseconds between the beginning of the horizon and the instant. Throws HorizonError. */
export function openMillisBefore(calendar: CompiledCalendar, at: EpochMillis): number {
  const i = intervalEndingAfter(calendar, at)
  // The index is at most `count`, where the sentinels are.
  const start = calendar.starts[i]!
  const open = calendar.openBefore[i]!
  return start < at ? open + (at - start) : open
}

/** Open milliseconds from one instant to another: F(to) − F(from), 0 when `to` is not later. Throws HorizonError. */
export function openMillis(calendar: CompiledCalendar, from: EpochMillis, to: EpochMillis): number {
  const open = openMillisBefore(calendar, to) - openMillisBefore(calendar, from)
  return open > 0 ? open : 0
}

/**
 * F⁻¹(F(start) + open): the first instant by which so much open time has passed since the start. When it is used up
 * exactly at a closing, that closing is the answer and not the next opening; no open time gives the start itself.
 * Throws HorizonError when the calendar ends earlier.
 */
export function dueAt(calendar: CompiledCalendar, start: EpochMillis, open: number): EpochMillis {
  if (!(open >= 0)) throw new Error(`${open} is no length of open time`)
  const wanted = openMillisBefore(calendar, start) + open
  if (open === 0) return start
  const { openBefore, byOpenTime, starts, count } = calendar
  // `count` is the sentinel, which holds all the open time there is.
  if (wanted > openBefore[count]!) {
    throw new HorizonError(
      `${open} ms of open time after ${formatInstant(start)} end after ${formatInstant(calendar.horizon.to)}, ` +
        'up to where the calendar is compiled; compile it for a longer horizon',
    )
  }
  // The guess for one less never lies beyond the interval in which the wanted open time is reached.
  let i = guessed(byOpenTime, Math.max(0, wanted - 1))
  while (openBefore[i + 1]! < wanted) i++
  return starts[i]! + (wanted - openBefore[i]!)
}

/** Whether the instant is in open time; a closing instant is not. Throws HorizonError. */
export function isOpen(calendar: CompiledCalendar, at: EpochMillis): boolean {
  // The index is at most `count`, where a sentinel is.
  return calendar.starts[intervalEndingAfter(calendar, at)]! <= at
}

/** The instant itself when it is in open time, else the next opening. Throws HorizonError when there is none. */
export function nextOpen(calendar: CompiledCalendar, at: EpochMillis): EpochMillis {
  const i = intervalEndingAfter(calendar, at)
  if (i === calendar.count) {
    throw new HorizonError(
      `the calendar does not open between ${formatInstant(at)} and ${formatInstant(calendar.horizon.to)}, ` +
        'up to where it is compiled; compile it for a longer horizon',
    )
  }
  return Math.max(calendar.starts[i]!, at)
}

/** The open intervals between two instants, clipped to them. Throws HorizonError. */
export function openIntervals(calendar: CompiledCalendar, from: EpochMillis, to: EpochMillis): OpenInterval[] {
  openMillisBefore(calendar, to)
  const intervals: OpenInterval[] = []
  for (let i = intervalEndingAfter(calendar, from); i < calendar.count && calendar.starts[i]! < to; i++) {
    intervals.push({ from: Math.max(calendar.starts[i]!, from), to: Math.min(calendar.ends[i]!, to) })
  }
  return intervals
}

/** The first interval that ends after the instant, `count` when none does. Throws HorizonError. */
function intervalEndingAfter(calendar: CompiledCalendar, at: EpochMillis): number {
  const { horizon, ends } = calendar
  if (!(at >= horizon.from && at <= horizon.to)) {
    throw new HorizonError(
      `${at} (${instantText(at)}) lies outside ${formatInstant(horizon.from)} to ${formatInstant(horizon.to)}, ` +
        'for which the calendar is compiled; compile it for a longer horizon',
    )
  }
  let i = guessed(calendar.byInstant, at)
  while (ends[i]! <= at) i++
  return i
}

function instantText(at: EpochMillis): string {
  try {
    return formatInstant(at)
  } catch {
    return 'not an instant'
  }
}

/** A finder of the first of `count` sorted bounds above a value between `from` and `to`. */
export function finderOf(bounds: Float64Array, count: number, from: number, to: number): Finder {
  // A power of two as width makes the bucket of a whole number exact: nothing is rounded.
  const width = 2 ** Math.max(0, Math.ceil(Math.log2((to - from + 1) / (2 * count + 1))))
  const guesses = new Int32Array(Math.floor((to - from) / width) + 1)
  let bound = 0
  for (let bucket = 0; bucket < guesses.length; bucket++) {
    while (bound < count && bounds[bound]! <= from + bucket * width) bound++
    guesses[bucket] = bound
  }
  return { origin: from, inverseWidth: 1 / width, guesses }
}

/** An index at or before the first bound above the value, which lies in the finder's range. */
export function guessed(finder: Finder, value: number): number {
  return finder.guesses[Math.floor((value - finder.origin) * finder.inverseWidth)]!
}
