import { formatDecimal } from '../../../kernel/money/decimal.ts'
import { percentileOf } from '../../measure/timing.ts'
import { fraction, fractionOfPercent, roundFraction } from '../../../kernel/money/fraction.ts'
import { compareRatio, roundedPercent } from '../../value/percent.ts'
import { inside, members, percentOf, writtenOf } from '../draft.ts'
import type { Draft, Step } from '../draft.ts'
import type { Word } from './unsaid.ts'

/** Words of measures and levels that must be said. */
export const measureWords: readonly Word[] = [
  {
    rule: 'population-unsaid',
    ends: ['measures', '*', 'population'],
    why: 'It is open in which month an item counts that was not finished: a backlog can hide, or it cannot.',
    example: (draft, at) => {
      const { text, name } = expectedOf(draft, at)
      return (
        `90 items end in time and 10 stay open past their time: closed-in-period gives 90 of 90, 100 %, ` +
        `due-in-period 90 of 100, 90 %${text === '' ? '' : `, held against ${text} of ${name}`}.`
      )
    },
    wording: 'population: due-in-period',
  },
  {
    rule: 'test-unsaid',
    ends: ['measures', '*', 'test'],
    why: 'It is open whether a threshold is held against the exact ratio or against the one that is printed.',
    example: testExample,
    wording: 'test: exact',
  },
  {
    rule: 'print-unsaid',
    ends: ['measures', '*', 'print'],
    why: 'It is open with how many decimals a result is shown to both.',
    example: () => '1899 of 1999 prints as 95 %, 95.0 % or 94.997 %.',
    wording: 'print: 1 decimal',
  },
  {
    rule: 'percentile-type-unsaid',
    ends: ['percentile', 'type'],
    why: 'Nine definitions of a percentile are in use, and they differ on the same numbers.',
    example: (draft, at) => {
      const p = percentOf(inside(draft.source, ...at.slice(0, -1), 'p')) ?? { digits: 90n, scale: 0 }
      const sample = [12, 15, 18, 21, 24, 27, 31, 36, 41, 46]
      const found = [1, 2, 4, 6, 7, 8].map((type) => {
        const value = roundFraction(percentileOf(sample, fractionOfPercent(p), type), 2, 'half-up')
        return `type ${type} gives ${formatDecimal(value)}`
      })
      return `Of the minutes ${sample.join(', ')} the ${formatDecimal(p)} % percentile by ${found.join(', ')}.`
    },
    wording: 'type: 7',
  },
  {
    rule: 'answered-formula-unsaid',
    ends: ['answered', 'formula'],
    why: 'Five formulas for answered contacts are in use; they differ in what becomes of abandoned ones.',
    example: answeredExample,
    wording: 'formula: F4',
  },
  {
    rule: 'minimum-sample-rule-unsaid',
    ends: ['minimumSample', 'below'],
    why: 'It is open what holds in a month with fewer items.',
    example: () => 'One miss of 5 items: 80 %, or met because one miss is allowed, or not measured.',
    wording: 'below: allow-one-miss',
  },
  {
    rule: 'direction-unsaid',
    ends: ['serviceLevels', '*', 'direction'],
    why: 'For a measure that is no share it is open whether more or less is better.',
    example: (draft, at) => {
      const level = inside(draft.source, ...at.slice(0, -1))
      const text = writtenOf(inside(level, 'expected'), 'the threshold')
      return `A result above ${text} is met in one reading and missed in the other.`
    },
    wording: 'direction: at-most',
  },
  {
    rule: 'waiting-work-unsaid',
    ends: ['ageing', 'paused'],
    why: 'It is open whether work that waits for somebody else is old work of the one who is measured.',
    example: () => 'Of 20 open items 8 are old, 5 of them waiting for the client: 8 of 20 are 40 %, 3 of 15 are 20 %.',
    wording: 'paused: left-out',
  },
  {
    rule: 'accuracy-test-unsaid',
    ends: ['accuracy', 'held'],
    why: 'A sample gives an interval: it is open whether its point or one of its bounds has to reach the threshold.',
    example: () => '196 of 200 without a defect are 98.00 %; the 95 % Wilson interval runs from 94.97 % to 99.22 %.',
    wording: 'held: point',
  },
]

/** The level that rests on the measure of a path, and the threshold it expects. */
function expectedOf(draft: Draft, at: readonly Step[]): { text: string; name: string } {
  const found = members(draft, 'serviceLevels').find(([, level]) => inside(level, 'measure') === at[1])
  const text = found ? writtenOf(inside(found[1], 'expected'), '') : ''
  return { text, name: found?.[0] ?? '' }
}

/** The smallest month of 100 items or more that prints at the threshold and lies below it. */
function testExample(draft: Draft, at: readonly Step[]): string {
  const { text, name } = expectedOf(draft, at)
  const percent = percentOf(text) ?? { digits: 95n, scale: 0 }
  for (let denominator = 100; denominator < 20_000; denominator += 1) {
    const exact = fractionOfPercent(percent)
    const most = (exact.numerator * BigInt(denominator) + exact.denominator - 1n) / exact.denominator - 1n
    const numerator = Number(most)
    if (numerator < 0 || compareRatio(numerator, denominator, percent) >= 0) continue
    const printed = roundedPercent({ numerator, denominator, decimals: 1, rounding: 'half-up' })
    if (compareRatio(Number(printed.digits), 1000, percent) < 0) continue
    const precise = roundedPercent({ numerator, denominator, decimals: 3, rounding: 'floor' })
    const shown =
      `${numerator} of ${denominator} are ${formatDecimal(precise)} % and print as ` + `${formatDecimal(printed)} %`
    return (
      `${shown}: ${name === '' ? 'a level' : name} at ${formatDecimal(percent)} % is missed exactly, ` +
      `and met as printed.`
    )
  }
  return '1899 of 1999 are 94.997 % and print as 95.0 %: a level at 95 % is missed exactly, and met as printed.'
}

/** One day of 1,000 contacts by each of the five formulas. */
function answeredExample(): string {
  const [inTime, late, lost, lostLate, short] = [780, 120, 60, 40, 25]
  const [answered, all] = [inTime + late, inTime + late + lost + lostLate]
  const ratios = {
    F1: [inTime + lost, all],
    F2: [inTime, answered],
    F3: [inTime, all],
    F4: [inTime, answered + lostLate],
    F5: [inTime + short, all],
  } as const
  const texts = Object.entries(ratios).map(([name, [a, b]]) => {
    const value = roundFraction(fraction(BigInt(a) * 100n, BigInt(b)), 2, 'half-up')
    return `${name} ${formatDecimal(value)} %`
  })
  const day = `${inTime} of ${answered} answered contacts in time, ${lost} abandoned in that time (${short} at once)`
  return `${day} and ${lostLate} later: ${texts.join(', ')}.`
}
