import { compareDecimal, formatDecimal } from '../../../kernel/money/decimal.ts'
import { exampleBase, inside, isBelow, members, money, percentOf, shareOf, textOf, writtenOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'
import { creditedLevels, namesIn, rowsOf } from './credited-levels.ts'

/** Rules about the rows of a credit and what it is a share of. */
export const bandRules: readonly Rule[] = [
  { rule: 'worse-pays-less', severity: 'wrong', find: worsePaysLess },
  { rule: 'band-never-applies', severity: 'wrong', find: bandNeverApplies },
  { rule: 'no-credit-above-first-row', severity: 'ambiguous', find: aboveFirstRow },
  { rule: 'credit-of-another-work', severity: 'note', find: creditOfOtherWork },
]

/** A lower result that is credited less than a higher one. */
function worsePaysLess(draft: Draft): Found[] {
  return creditedLevels(draft).flatMap((level) => {
    const { base, name } = exampleBase(draft, inside(level.credit, 'of'))
    const rows = rowsOf(level)
    return rows.flatMap((row, index) => {
      const next = rows[index + 1]
      if (!next || compareDecimal(row.credit, next.credit) <= 0) return []
      const [better, worse] = [money(draft, shareOf(base, row.credit)), money(draft, shareOf(base, next.credit))]
      return [
        {
          at: next.at,
          what: `${level.id} credits less from ${formatDecimal(next.from)} % than from ${formatDecimal(row.from)} %.`,
          why: 'The provider would gain by failing further.',
          example: `Of ${name}: ${better} at ${formatDecimal(row.from)} %, ${worse} at ${formatDecimal(next.from)} %.`,
          wording: `{ from: ${formatDecimal(next.from)} %, credit: ${formatDecimal(row.credit)} % } or more`,
        },
      ]
    })
  })
}

/** Bands above the point below which the level first earns a credit. */
function bandNeverApplies(draft: Draft): Found[] {
  return creditedLevels(draft).flatMap((level) => {
    const isByMinimum = inside(level.level, 'trigger', 'missed') === 'minimum'
    const written = inside(level.level, isByMinimum ? 'minimum' : 'creditThreshold')
    const begins = percentOf(written)
    const expected = percentOf(inside(level.level, 'expected'))
    if (!begins || (expected && compareDecimal(begins, expected) >= 0)) return []
    return rowsOf(level).flatMap((row) => {
      if (isBelow(row.from, begins)) return []
      const why = isByMinimum ? 'only a miss of the minimum earns the credit' : 'the credit begins at another threshold'
      const { base, name } = exampleBase(draft, inside(level.credit, 'of'))
      const amount = money(draft, shareOf(base, row.credit))
      return [
        {
          at: row.at,
          what: `The row at ${formatDecimal(row.from)} % of ${level.id} can never apply.`,
          why: `A result that high earns nothing: ${why}, ${String(written)}.`,
          example: `At ${formatDecimal(row.from)} % one reader expects ${amount} of ${name}, the terms give nothing.`,
          wording:
            `Take the row out, or begin the credit at ` +
            `${writtenOf(inside(level.level, 'expected'), 'what is written')}.`,
        },
      ]
    })
  })
}

/** Between the expected level and the first row of a table there is a miss without a credit. */
function aboveFirstRow(draft: Draft): Found[] {
  return creditedLevels(draft).flatMap((level) => {
    if (inside(level.credit, 'ladder') === undefined) return []
    const [first] = rowsOf(level)
    const begins = percentOf(inside(level.level, 'creditThreshold') ?? inside(level.level, 'expected'))
    if (!first || !begins || !isBelow(first.from, begins)) return []
    const { base, name } = exampleBase(draft, inside(level.credit, 'of'))
    const span = `from ${formatDecimal(first.from)} % up to ${formatDecimal(begins)} %`
    return [
      {
        at: first.at,
        what: `${level.id} has no row ${span}.`,
        why: 'A miss above the first row of a table earns nothing, though the level was missed.',
        example:
          `Just below ${formatDecimal(begins)} %: nothing, or ` +
          `${money(draft, shareOf(base, first.credit))} of ${name}.`,
        wording: `Add a row: { at: ${formatDecimal(begins)} %, credit: 0 % }, or say that such a miss earns nothing.`,
      },
    ]
  })
}

/** The base of a credit is a charge for work that the level does not measure. */
function creditOfOtherWork(draft: Draft): Found[] {
  const charges = new Map(members(draft, 'charges'))
  return creditedLevels(draft).flatMap((level) => {
    const id = textOf(inside(level.credit, 'of', 'charge'))
    const form = charges.get(id ?? '')
    const per = ['unit', 'graduated', 'volume', 'package', 'outcome', 'baseline']
      .map((key) => textOf(inside(form, key, 'per')))
      .find((name) => name !== undefined)
    const measure = inside(draft.source, 'measures', textOf(inside(level.level, 'measure')) ?? '')
    const clock = textOf(inside(measure, 'share', 'where', 'clock'))
    if (id === undefined || per === undefined || clock === undefined) return []
    const runs = inside(draft.source, 'clocks', clock, 'runs')
    if (namesIn([inside(runs, 'from'), inside(runs, 'to')]).includes(per)) return []
    return [
      {
        at: [...level.at, 'of'],
        what:
          `The credit of ${level.id} is a share of ${id}, which counts "${per}"; the level does not ` +
          `measure that event.`,
        why: 'A base that the level does not affect can be near nothing in the very month in which it fails.',
        example:
          `A month with no "${per}" and every item late gives a credit of ` +
          `${money(draft, { digits: 0n, scale: 0 })}.`,
        wording: 'of: charges',
      },
    ]
  })
}
