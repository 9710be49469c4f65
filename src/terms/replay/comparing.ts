import type { History } from '../history.ts'
import type { Terms } from '../model.ts'
import { SettleError } from '../settling/settle-error.ts'
import type { Statement } from '../statement.ts'
import { replay } from './replay.ts'
import type { ReplayAsked } from './replay.ts'

/** What one term came to in a calendar year under each of two drafts, in minor units; it is nothing where absent. */
export type Compared = {
  readonly kind: 'charge' | 'credit' | 'earn-back' | 'adjustment' | 'net'
  /** The charge, or the level that earned the credit; 'points' for failure points; 'net' for all. */
  readonly id: string
  readonly name: string
  readonly year: string
  readonly aMinor: number
  readonly bMinor: number
  /** B less A: what the change from A to B adds to the bill, so more credits are less. */
  readonly differenceMinor: number
}

/** How often a level was missed under each of two drafts in a calendar year; null where a draft has no such level. */
export type ComparedLevel = {
  readonly id: string
  readonly name: string
  readonly year: string
  readonly aMissed: number | null
  readonly bMissed: number | null
}

export type Comparison = {
  readonly currency: string
  readonly a: readonly Statement[]
  readonly b: readonly Statement[]
  readonly money: readonly Compared[]
  readonly levels: readonly ComparedLevel[]
}

const kinds = ['charge', 'credit', 'earn-back', 'adjustment', 'net'] as const

type Amount = Pick<Compared, 'kind' | 'id' | 'name'> & { readonly minor: number }

/**
 * Two drafts over the same history: what each charge and credit comes to in each year, and the difference. Exact sums
 * of the lines of the statements; money that the client owes counts above zero. The order is that of kind, id, year.
 * @throws SettleError where the drafts are in two currencies, and as replay does
 */
export function compare(a: Terms, b: Terms, history: History, asked: ReplayAsked): Comparison {
  if (a.currency !== b.currency) {
    throw new SettleError(`One draft is in ${a.currency}, the other in ${b.currency}: compare drafts in one currency.`)
  }
  const halves = (count: number) => ({ count, of: 2 })
  const first = replay(a, history, { ...asked, progress: (done) => asked.progress?.(doubled(done, halves(0))) })
  const second = replay(b, history, { ...asked, progress: (done) => asked.progress?.(doubled(done, halves(1))) })
  return comparisonOf(first, second)
}

function doubled(
  { month, count, of }: { readonly month: string; readonly count: number; readonly of: number },
  half: { readonly count: number; readonly of: number },
) {
  return { month, count: half.count * of + count, of: half.of * of }
}

/** The same of months that were settled already. */
export function comparisonOf(a: readonly Statement[], b: readonly Statement[]): Comparison {
  const money = new Map<string, Compared>()
  for (const [side, statements] of [a, b].entries()) {
    for (const statement of statements) {
      for (const amount of amountsOf(statement)) add(money, amount, statement.period.month.slice(0, 4), side === 0)
    }
  }
  return {
    currency: a[0]?.currency ?? b[0]?.currency ?? '',
    a,
    b,
    money: [...money.values()].sort(byPlace),
    levels: levelsOf(a, b),
  }
}

function amountsOf({ charges, credits, earnBack = [], adjustments = [], totals }: Statement): Amount[] {
  return [
    ...charges.map(({ id, name, amountMinor }) => ({ kind: 'charge' as const, id, name, minor: amountMinor })),
    ...credits.map(({ id, name, amountMinor }) => ({ kind: 'credit' as const, id, name, minor: -amountMinor })),
    ...earnBack.map(({ id, amountMinor }) => ({ kind: 'earn-back' as const, id, name: id, minor: amountMinor })),
    ...adjustments.map(({ id, name, amountMinor }) => ({ kind: 'adjustment' as const, id, name, minor: amountMinor })),
    { kind: 'net' as const, id: 'net', name: 'net', minor: totals.netMinor },
  ]
}

function add(money: Map<string, Compared>, { kind, id, name, minor }: Amount, year: string, isA: boolean): void {
  const key = JSON.stringify([kind, id, year])
  const before = money.get(key) ?? { kind, id, name, year, aMinor: 0, bMinor: 0, differenceMinor: 0 }
  const aMinor = exact(before.aMinor + (isA ? minor : 0))
  const bMinor = exact(before.bMinor + (isA ? 0 : minor))
  money.set(key, { ...before, aMinor, bMinor, differenceMinor: exact(bMinor - aMinor) })
}

/** Whole numbers up to 2^53 add up exactly. */
function exact(minor: number): number {
  if (Number.isSafeInteger(minor)) return minor
  throw new SettleError('The sums of these years are too large to be shown exactly. Compare fewer months.')
}

function byPlace(left: Compared, right: Compared): number {
  const [k, l] = [kinds.indexOf(left.kind), kinds.indexOf(right.kind)]
  if (k !== l) return k - l
  if (left.id !== right.id) return left.id < right.id ? -1 : 1
  return left.year < right.year ? -1 : 1
}

function levelsOf(a: readonly Statement[], b: readonly Statement[]): ComparedLevel[] {
  const levels = new Map<string, ComparedLevel>()
  for (const [side, statements] of [a, b].entries()) {
    for (const { period, serviceLevels } of statements) {
      const year = period.month.slice(0, 4)
      for (const { id, name, state } of serviceLevels) {
        const key = JSON.stringify([id, year])
        const before = levels.get(key) ?? { id, name, year, aMissed: null, bMissed: null }
        const word = side === 0 ? 'aMissed' : 'bMissed'
        const isMissed = state === 'missed-expected' || state === 'missed-minimum'
        levels.set(key, { ...before, [word]: (before[word] ?? 0) + (isMissed ? 1 : 0) })
      }
    }
  }
  return [...levels].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, level]) => level)
}
