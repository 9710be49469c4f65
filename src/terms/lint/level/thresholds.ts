import { compareDecimal, formatDecimal } from '../../../kernel/money/decimal.ts'
import { decimalsText } from '../../text/phrases.ts'
import { inside, isBelow, members, percentOf, textOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'

/** Rules about the thresholds of service levels. */
export const thresholdRules: readonly Rule[] = [
  { rule: 'print-hides-threshold', severity: 'risky', find: printHides },
  { rule: 'rounded-past-threshold', severity: 'risky', find: roundedPast },
  { rule: 'nothing-may-fail', severity: 'risky', find: nothingMayFail },
  { rule: 'floor-above-expected', severity: 'wrong', find: floorAbove },
  { rule: 'improvement-without-room', severity: 'wrong', find: improvementWithoutRoom },
]

function decimalsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const digits = /^(\d) decimals?$/.exec(textOf(value) ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function leveled(draft: Draft) {
  return members(draft, 'serviceLevels').flatMap(([id, level]) => {
    const expected = percentOf(inside(level, 'expected'))
    const name = textOf(inside(level, 'measure')) ?? ''
    return expected ? [{ id, level, expected, measure: inside(draft.source, 'measures', name), name }] : []
  })
}

/** A threshold with more decimals than are printed: both sides see the same number above and below it. */
function printHides(draft: Draft): Found[] {
  return leveled(draft).flatMap(({ id, expected, measure, name }) => {
    const print = decimalsOf(inside(measure, 'print'))
    if (print === undefined || expected.scale <= print || Number(expected.digits % 10n) === 0) return []
    const text = formatDecimal(expected)
    return [
      {
        at: ['measures', name, 'print'],
        what: `${id} expects ${text} %, and results are printed with ${decimalsText(print)}.`,
        why: 'A result just below and one just above the threshold print alike.',
        example: `${text} % and a hair less both print alike with ${decimalsText(print)}, one met and one missed.`,
        wording: `print: ${decimalsText(expected.scale)}`,
      },
    ]
  })
}

/** Rounding before the test lifts results over a threshold. */
function roundedPast(draft: Draft): Found[] {
  return leveled(draft).flatMap(({ id, expected, measure, name }) => {
    const rounded = decimalsOf(inside(measure, 'test', 'rounded'))
    if (rounded === undefined) return []
    const half = { digits: 5n, scale: rounded + 1 }
    const scale = Math.max(expected.scale, half.scale)
    const at = (value: typeof half) => value.digits * 10n ** BigInt(scale - value.scale)
    const lifted = { digits: at(expected) - at(half), scale }
    return [
      {
        at: ['measures', name, 'test'],
        what: `Results of ${id} are rounded before they are held against ${formatDecimal(expected)} %.`,
        why: 'The level that is really promised is half a place lower than the one that is written.',
        example:
          `${formatDecimal(lifted)} % is met when it is rounded to ${decimalsText(rounded)}, and ` + `missed exactly.`,
        wording: 'test: exact',
      },
    ]
  })
}

function nothingMayFail(draft: Draft): Found[] {
  return leveled(draft).flatMap(({ id, level, expected, measure }) => {
    const isAll = compareDecimal(expected, { digits: 100n, scale: 0 }) === 0
    if (!isAll || inside(level, 'direction') === 'at-most' || inside(measure, 'minimumSample') !== undefined) return []
    return [
      {
        at: ['serviceLevels', id, 'expected'],
        what: `${id} expects 100 %: one item fails the month.`,
        why: 'A level that cannot be kept is no promise; its credit becomes a discount.',
        example: '9,999 of 10,000 are 99.99 %: missed.',
        wording: 'expected: 99.5 %, or a rule that allows so many misses',
      },
    ]
  })
}

function floorAbove(draft: Draft): Found[] {
  return leveled(draft).flatMap(({ id, level, expected }) => {
    const floor = percentOf(inside(level, 'floor', 'atLeast'))
    if (!floor || !isBelow(expected, floor)) return []
    const [each, text] = [textOf(inside(level, 'floor', 'each')) ?? 'day', formatDecimal(floor)]
    return [
      {
        at: ['serviceLevels', id, 'floor', 'atLeast'],
        what: `No ${each} of ${id} may fall below ${text} %, and the month may reach ${formatDecimal(expected)} %.`,
        why: `Every ${each} would have to be better than the whole month has to be.`,
        example:
          `A month in which each ${each} reaches ${formatDecimal(expected)} % meets the level and ` +
          `fails its minimum.`,
        wording: 'Write a floor below the expected level.',
      },
    ]
  })
}

function improvementWithoutRoom(draft: Draft): Found[] {
  return leveled(draft).flatMap(({ id, level, expected }) => {
    const ceiling = percentOf(inside(level, 'improvement', 'ceiling'))
    if (!ceiling || isBelow(expected, ceiling)) return []
    return [
      {
        at: ['serviceLevels', id, 'improvement', 'ceiling'],
        what: `${id} may rise to ${formatDecimal(ceiling)} %, and begins at ${formatDecimal(expected)} %.`,
        why: 'The yearly improvement that is promised can never take place.',
        example: `However good a year is, the level stays at ${formatDecimal(expected)} %.`,
        wording: 'Write a ceiling above the expected level.',
      },
    ]
  })
}
