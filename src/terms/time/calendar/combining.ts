import { dayMillis, type EpochDay, type EpochMillis } from '../../../kernel/time/civil-date.ts'
import { wallMillisAt } from '../../../kernel/time/zone.ts'
import { mergedIntervals, openTimeOf, type CompiledCalendar, type OpenInterval, type OpenPiece } from '../open-time.ts'

/**
 * Two calendars as one, for the time that both are compiled for: `intersection` is open when both are (the hours two
 * parties share), `union` when either is. Business days are those of the first calendar's zone: a shared shift belongs
 * to the first calendar's day, and the second calendar's own hours to the local date on which they begin there. Its
 * processing days are the first calendar's too, where that one names them.
 */
export function combineCalendars(
  first: CompiledCalendar,
  second: CompiledCalendar,
  how: 'intersection' | 'union',
): CompiledCalendar {
  const from = Math.max(first.horizon.from, second.horizon.from)
  const to = Math.min(first.horizon.to, second.horizon.to)
  if (from > to) throw new Error('the calendars are compiled for horizons that do not meet')
  const pieces = how === 'union' ? unionOf(first, second) : sharedPieces(first.pieces, mergedIntervals(second.pieces))
  return openTimeOf(first.zone, { from, to }, pieces, first.processing)
}

function unionOf(first: CompiledCalendar, second: CompiledCalendar): OpenPiece[] {
  const others = second.pieces.map(({ from, to }) => ({ from, to, day: localDay(first.zone, from) }))
  return [...first.pieces, ...others].sort((a, b) => a.from - b.from)
}

/** The parts of the pieces that lie in the intervals; both come sorted, so one pass over both is enough. */
function sharedPieces(pieces: readonly OpenPiece[], intervals: readonly OpenInterval[]): OpenPiece[] {
  const shared: OpenPiece[] = []
  let next = 0
  for (const piece of pieces) {
    // Pieces may overlap each other, so an interval is done with only when it ends before this piece begins.
    while (next < intervals.length && (intervals[next]?.to ?? Infinity) <= piece.from) next++
    for (let i = next; i < intervals.length; i++) {
      const interval = intervals[i]
      if (!interval || interval.from >= piece.to) break
      const from = Math.max(piece.from, interval.from)
      shared.push({ from, to: Math.min(piece.to, interval.to), day: piece.day })
    }
  }
  return shared.sort((a, b) => a.from - b.from)
}

/** The local date at an instant. */
export function localDay(zone: string, at: EpochMillis): EpochDay {
  return Math.floor(wallMillisAt(zone, at) / dayMillis)
}
