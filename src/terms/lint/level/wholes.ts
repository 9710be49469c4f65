import { compareDecimal, formatDecimal } from '../../../kernel/money/decimal.ts'
import { sumOf } from '../credit/credited-levels.ts'
import { exampleBase, inside, members, money, percentOf, shareOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'

/** Rules about all service levels together. */
export const wholeRules: readonly Rule[] = [
  { rule: 'weights-not-100', severity: 'wrong', find: weights },
  { rule: 'critical-without-credit', severity: 'note', find: criticalWithoutCredit },
  { rule: 'late-events-unsaid', severity: 'ambiguous', find: lateEventsUnsaid },
  { rule: 'unused-term', severity: 'note', find: unusedTerms },
]

function weights(draft: Draft): Found[] {
  const weighed = members(draft, 'serviceLevels').flatMap(([id, level]) => {
    const weight = percentOf(inside(level, 'weight'))
    return weight ? [{ id, weight }] : []
  })
  const sum = sumOf(weighed.map(({ weight }) => weight))
  if (weighed.length === 0 || compareDecimal(sum, { digits: 100n, scale: 0 }) === 0) return []
  const [first] = weighed
  const { base, name } = exampleBase(draft)
  const as = first ? money(draft, shareOf(base, first.weight)) : ''
  const scaled = first && sum.digits > 0n ? money(draft, scaledShare(base, first.weight, sum)) : ''
  return [
    {
      at: ['serviceLevels', first?.id ?? '', 'weight'],
      what: `The weights of all levels come to ${formatDecimal(sum)} %.`,
      why: 'A weight is a part of a whole: it is taken as it stands, or scaled to 100 %.',
      example: `${first?.id ?? ''} weighs ${as} of ${name} as it stands, ${scaled} where weights are scaled.`,
      wording: 'Let the weights come to 100 %.',
    },
  ]
}

function scaledShare(base: Parameters<typeof shareOf>[0], weight: typeof base, sum: typeof base) {
  const numerator = base.digits * weight.digits * 10n ** BigInt(sum.scale)
  return { numerator, denominator: sum.digits * 10n ** BigInt(weight.scale + base.scale) }
}

function criticalWithoutCredit(draft: Draft): Found[] {
  return members(draft, 'serviceLevels').flatMap(([id, level]) => {
    if (inside(level, 'kind') !== 'critical' || inside(level, 'credit') !== undefined) return []
    return [
      {
        at: ['serviceLevels', id, 'kind'],
        what: `${id} is critical and carries no credit.`,
        why: 'A critical level is one that costs money when it is missed; without a credit it is only reported.',
        example: `A month at 0 % of ${id} costs ${money(draft, { digits: 0n, scale: 0 })}.`,
        wording: 'kind: key, or a credit',
      },
    ]
  })
}

/** A month is closed, and then something is told that happened in it. */
function lateEventsUnsaid(draft: Draft): Found[] {
  const [level] = members(draft, 'serviceLevels')
  if (inside(draft.source, 'lateEvents') !== undefined || !level) return []
  return [
    {
      at: ['lateEvents'],
      what: 'It is not said what becomes of an event that is told after its month was closed.',
      why: 'It may change nothing any more, or be corrected in the next month.',
      example:
        `95 of 100 for ${level[0]}, then 3 of them turn out late: 95 % stands, or 92 % is made good ` +
        `a month later.`,
      wording: "lateEvents: { clause: '8.9', settled: next-open-period }",
    },
  ]
}

/** What is defined and used nowhere was meant for something. */
function unusedTerms(draft: Draft): Found[] {
  const uses: Readonly<Record<string, readonly string[]>> = {
    calendars: ['calendars', 'clocks', 'measures'],
    clocks: ['measures', 'clocks'],
    measures: ['serviceLevels'],
  }
  return Object.entries(uses).flatMap(([kind, users]) => {
    const words = new Set(users.flatMap((user) => members(draft, user).flatMap(([, value]) => textsIn(value))))
    return members(draft, kind).flatMap(([name]) =>
      words.has(name)
        ? []
        : [
            {
              at: [kind, name],
              what: `"${name}" is defined among the ${kind} and used nowhere.`,
              why: 'A promise that nothing rests on is not measured, and one side may think that it is.',
              example: `No figure of a statement comes from "${name}".`,
              wording: 'Use it, or take it out.',
            },
          ],
    )
  })
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
