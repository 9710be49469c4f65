import { z } from 'zod'
import {
  addFractions,
  compareFractions,
  fraction,
  fractionOfPercent,
  multiplyFractions,
} from '../../kernel/money/fraction.ts'
import type { Fraction } from '../../kernel/money/fraction.ts'
import type { EvidenceRow } from '../explanation.ts'
import { openMillisOf } from '../time/clock.ts'
import { PercentText, TermName } from '../value/schemas.ts'
import type { MeasureAsked, MeasuredKind } from './measured-kind.ts'

const clocked = { clock: TermName }

/** The mean open time of the clocks that stopped in the period. What another clock excuses is not among them. */
export const Mean = z.strictObject(clocked)
export type Mean = z.output<typeof Mean>

/** A percentile of the open time of the clocks that stopped, by one of the nine definitions of Hyndman and Fan. */
export const Percentile = z.strictObject({ ...clocked, p: PercentText, type: z.int().min(1).max(9) })
export type Percentile = z.output<typeof Percentile>

type Timed = { readonly row: EvidenceRow; readonly millis: number }

export function measureMean(asked: MeasureAsked, measure: Mean): MeasuredKind {
  const timed = stoppedClocks(asked, measure.clock)
  const sum = timed.reduce((total, { millis }) => total + BigInt(millis), 0n)
  const millis = fraction(sum, BigInt(Math.max(1, timed.length)))
  const sentence = `the open time of ${timed.length} clocks, ${sum} ms together, ÷ ${timed.length}`
  return told(timed, { millis, sentence, clock: measure.clock })
}

export function measurePercentile(asked: MeasureAsked, measure: Percentile): MeasuredKind {
  const timed = stoppedClocks(asked, measure.clock)
  const sorted = timed.map(({ millis }) => millis).sort((a, b) => a - b)
  const millis = percentileOf(sorted, fractionOfPercent(measure.p.percent), measure.type)
  const sentence = `the ${measure.p.text} percentile (type ${measure.type}) of the open time of ${timed.length} clocks`
  return told(timed, { millis, sentence, clock: measure.clock })
}

function told(timed: readonly Timed[], of: { millis: Fraction; sentence: string; clock: string }): MeasuredKind {
  const rows = timed.map(({ row }) => row)
  const formula = `${rows.length} clocks "${of.clock}" stopped in the period.`
  return {
    measured: { unit: 'open-time', millis: of.millis },
    counts: [{ part: 'denominator', label: 'Clocks that stopped', rows, formula }],
    sentence: of.sentence,
    sample: rows.length,
  }
}

function stoppedClocks({ history, window, clockOf }: MeasureAsked, name: string): Timed[] {
  const { calendar, readingOf } = clockOf(name)
  const timed: Timed[] = []
  for (let item = 0; item < history.itemIds.length; item += 1) {
    const reading = readingOf(item)
    if (reading?.excused) continue
    if (reading?.state !== 'stopped' || reading.stoppedAt === undefined || reading.stoppedAt < window.from) continue
    const { startedAt, stoppedAt } = reading
    const row: EvidenceRow = {
      workItemId: history.itemIds[item] ?? '',
      verdict: 'counted',
      ...(startedAt === undefined ? {} : { startedAt }),
      stoppedAt,
    }
    timed.push({ row, millis: openMillisOf(reading, calendar) })
  }
  return timed
}

/**
 * Sample quantiles, types 1 to 9 (R. Hyndman and Y. Fan, 1996), exactly: types 1 to 3 give an observed value or the
 * mean of two, 4 to 9 interpolate between neighbours. An empty sample gives zero and is not measured.
 * @param sorted ascending whole numbers; @param p from 0 to 1
 */
export function percentileOf(sorted: readonly number[], p: Fraction, type: number): Fraction {
  const n = BigInt(sorted.length)
  if (n === 0n) return fraction(0n, 1n)
  const at = (position: bigint): Fraction => {
    const index = position < 1n ? 1n : position > n ? n : position
    return fraction(BigInt(sorted[Number(index) - 1] ?? 0), 1n)
  }
  const np = multiplyFractions(p, fraction(n, 1n))
  if (type <= 3) return discrete(np, type, at)
  const h = addFractions(np, offsetOf(type, p))
  const j = floorOf(h)
  const g = addFractions(h, fraction(-j, 1n))
  const [low, high] = [at(j), at(j + 1n)]
  return addFractions(low, multiplyFractions(g, addFractions(high, fraction(-low.numerator, low.denominator))))
}

/** How far beyond n·p the position of each continuous type lies. */
function offsetOf(type: number, p: Fraction): Fraction {
  const minus = fraction(-p.numerator, p.denominator)
  switch (type) {
    case 4:
      return fraction(0n, 1n)
    case 5:
      return fraction(1n, 2n)
    case 6:
      return p
    case 7:
      return addFractions(fraction(1n, 1n), minus)
    case 8:
      return addFractions(fraction(1n, 3n), multiplyFractions(p, fraction(1n, 3n)))
    case 9:
      return addFractions(fraction(3n, 8n), multiplyFractions(p, fraction(1n, 4n)))
    default:
      throw new Error(`There is no percentile of type ${type}.`)
  }
}

function discrete(np: Fraction, type: number, at: (position: bigint) => Fraction): Fraction {
  const m = type === 3 ? addFractions(np, fraction(-1n, 2n)) : np
  const j = floorOf(m)
  const isWhole = compareFractions(m, fraction(j, 1n)) === 0
  if (type === 3) return at(isWhole && j % 2n === 0n ? j : j + 1n)
  if (!isWhole) return at(j + 1n)
  if (type === 1) return at(j)
  return multiplyFractions(addFractions(at(j), at(j + 1n)), fraction(1n, 2n))
}

function floorOf({ numerator, denominator }: Fraction): bigint {
  const quotient = numerator / denominator
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient
}
