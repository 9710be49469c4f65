import { addDecimal, compareDecimal } from '../../../kernel/money/decimal.ts'
import type { Decimal } from '../../../kernel/money/decimal.ts'
import { inside, listOf, members, percentOf, textOf } from '../draft.ts'
import type { Draft, Step } from '../draft.ts'

/** A level with a credit, as a draft has it. */
export type CreditedLevel = {
  readonly id: string
  readonly level: unknown
  readonly credit: unknown
  readonly at: readonly Step[]
}

export function creditedLevels(draft: Draft): CreditedLevel[] {
  return members(draft, 'serviceLevels').flatMap(([id, level]) => {
    const credit = inside(level, 'credit')
    return credit === undefined ? [] : [{ id, level, credit, at: ['serviceLevels', id, 'credit'] }]
  })
}

/** A row of bands or of a table: where it begins, and its credit. */
export type CreditRow = { readonly from: Decimal; readonly credit: Decimal; readonly at: readonly Step[] }

/** The rows of a credit, from the best result to the worst. */
export function rowsOf({ credit, at }: CreditedLevel): CreditRow[] {
  const bands = listOf(inside(credit, 'bands')).map((row, index) => ({ row, key: 'from', at: [...at, 'bands', index] }))
  const table = listOf(inside(credit, 'ladder', 'rows'))
  const rows = table.map((row, index) => ({ row, key: 'at', at: [...at, 'ladder', 'rows', index] }))
  return [...bands, ...rows].flatMap(({ row, key, at: place }) => {
    const [from, share] = [percentOf(inside(row, key)), percentOf(inside(row, 'credit'))]
    return from && share ? [{ from, credit: share, at: place }] : []
  })
}

/** The largest share that the credit of a level can be, of its base; undefined where it is no share. */
export function worstShare(level: CreditedLevel): Decimal | undefined {
  return rowsOf(level)
    .map(({ credit }) => credit)
    .reduce<Decimal | undefined>((most, one) => (most && compareDecimal(most, one) >= 0 ? most : one), undefined)
}

export function sumOf(values: readonly Decimal[]): Decimal {
  return values.reduce(addDecimal, { digits: 0n, scale: 0 })
}

/** The events that begin and end what a level measures; none where its measure counts otherwise. */
export function eventsOfLevel(
  draft: Draft,
  level: unknown,
): { from: string[]; to: string[]; clock: string } | undefined {
  const measure = inside(draft.source, 'measures', textOf(inside(level, 'measure')) ?? '')
  const clock = textOf(inside(measure, 'share', 'where', 'clock'))
  if (clock === undefined) return undefined
  const runs = inside(draft.source, 'clocks', clock, 'runs')
  return { from: namesIn(inside(runs, 'from')), to: namesIn(inside(runs, 'to')), clock }
}

/** Names of events, plain or refined, one or several. */
export function namesIn(written: unknown): string[] {
  if (Array.isArray(written)) return written.flatMap(namesIn)
  const name = textOf(written) ?? textOf(inside(written, 'event'))
  return name === undefined ? [] : [name]
}
