import {
  compareDecimal,
  formatDecimal,
  multiplyDecimal,
  parseDecimal,
  trimDecimal,
} from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { fractionOfDecimal, roundFraction } from '../../kernel/money/fraction.ts'
import type { Fraction } from '../../kernel/money/fraction.ts'
import { minorDigits, parsePrice } from '../../kernel/money/money.ts'
import type { Rounding } from '../../kernel/money/rounding.ts'
import { parsePercent } from '../value/percent.ts'
import { pathText } from '../value/problem.ts'
import type { Finding, Severity } from './finding.ts'

export type Step = string | number

/** What the linter may know beside the terms. */
export type LintContext = {
  /** The names of all events that the process can tell; without it nothing is said about unknown events. */
  readonly emittedEvents?: readonly string[] | undefined
}

/** Terms that may be wrong or unfinished: a source to look into, never values to trust. */
export type Draft = { readonly source: unknown; readonly context: LintContext }

/** What a rule tells of one place; its name, gravity and clause are added to it. */
export type Found = Pick<Finding, 'what' | 'why' | 'example' | 'wording'> & { readonly at: readonly Step[] }

/** A rule of the linter: its name, how grave what it finds is, and how it finds it. */
export type Rule = { readonly rule: string; readonly severity: Severity; readonly find: (draft: Draft) => Found[] }

/** What stands at a path; undefined where nothing does. */
export function inside(value: unknown, ...path: readonly Step[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined
    current = (current as Record<Step, unknown>)[key]
  }
  return current
}

/** The named terms of a kind: [name, value]. */
export function members({ source }: Draft, kind: string): [string, unknown][] {
  const holder = inside(source, kind)
  return typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? Object.entries(holder) : []
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A value as it is written, where it is a text or number; else the other words. */
export function writtenOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/** '92.0 %' as a decimal; undefined where it is none. */
export function percentOf(value: unknown): Decimal | undefined {
  return attempt(() => (typeof value === 'string' ? parsePercent(value).percent : undefined))
}

/** The share of '12 % of charges'. */
export function limitShare(value: unknown): Decimal | undefined {
  return percentOf(textOf(value)?.replace(/ of .*$/, ''))
}

/** The amount of 'EUR 6.40' in major units. */
export function amountOf(value: unknown): Decimal | undefined {
  return attempt(() => (typeof value === 'string' ? parsePrice(value).amount : undefined))
}

/** A whole number or '2500 units', '3000'. */
export function unitsOf(value: unknown): number | undefined {
  const digits = typeof value === 'string' ? /^(\d{1,12})(?: units?)?$/.exec(value)?.[1] : undefined
  return digits === undefined ? numberOf(value) : Number(digits)
}

/** What a reader gives, or undefined where it throws. */
export function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** The currency of the agreement, EUR while none that is known is written. */
export function currencyOf({ source }: Draft): string {
  const written = textOf(inside(source, 'currency'))
  return written !== undefined && attempt(() => minorDigits(written)) !== undefined ? written : 'EUR'
}

/** An exact amount in major units as it would stand on a line: 'EUR 305.31'. */
export function money(draft: Draft, exact: Decimal | Fraction, rounding: Rounding = 'half-up'): string {
  const currency = currencyOf(draft)
  const value = 'digits' in exact ? fractionOfDecimal(exact) : exact
  return `${currency} ${formatDecimal(roundFraction(value, minorDigits(currency), rounding))}`
}

/** An exact decimal without needless zeros. */
export function plain(value: Decimal): string {
  return formatDecimal(trimDecimal(value))
}

export function whole(value: number | bigint): Decimal {
  return { digits: BigInt(value), scale: 0 }
}

/** base × percent ÷ 100 */
export function shareOf(base: Decimal, percent: Decimal): Decimal {
  return multiplyDecimal(base, { digits: percent.digits, scale: percent.scale + 2 })
}

export function isBelow(left: Decimal, right: Decimal): boolean {
  return compareDecimal(left, right) < 0
}

/**
 * An amount to reckon with: of a charge that is fixed that amount, of one by the unit a thousand units; without a base
 * of its own a fixed charge of the terms, and 100,000 where there is none.
 * @param of the base of a credit, as it is written
 */
export function exampleBase(draft: Draft, of?: unknown): { base: Decimal; name: string } {
  const agreed = amountOf(inside(of, 'fixed'))
  if (agreed) return { base: agreed, name: money(draft, agreed) }
  const asked = textOf(inside(of, 'charge'))
  const charges = members(draft, 'charges').filter(([name]) => asked === undefined || name === asked)
  const bases = charges.flatMap(([name, charge]) => {
    const amount = amountOf(inside(charge, 'fixed', 'amount'))
    if (amount && amount.digits > 0n) return [{ base: amount, name: `the charge ${name} of ${money(draft, amount)}` }]
    const price = asked === undefined ? undefined : unitPrice(charge)
    if (!price) return []
    const base = multiplyDecimal(price, whole(1000))
    return [{ base, name: `1000 units of the charge ${name}, ${money(draft, base)}` }]
  })
  const all = parseDecimal('100000')
  return bases[0] ?? { base: all, name: `charges of ${money(draft, all)}` }
}

/** The price of the first unit of a charge; undefined where it has none. */
function unitPrice(charge: unknown): Decimal | undefined {
  const tiered = inside(charge, 'graduated', 'tiers', 0) ?? inside(charge, 'volume', 'tiers', 0)
  return amountOf(inside(inside(charge, 'unit') ?? inside(charge, 'package') ?? tiered, 'price'))
}

/** The clause of the nearest term around a path that names one. */
export function clauseAt({ source }: Draft, at: readonly Step[]): string {
  for (let length = at.length; length > 0; length -= 1) {
    const clause = inside(source, ...at.slice(0, length), 'clause')
    if (typeof clause === 'string') return clause
  }
  return ''
}

/** The findings of a rule. */
export function findingsOf({ rule, severity, find }: Rule, draft: Draft): Finding[] {
  return find(draft).map(({ at, ...told }) => ({
    rule,
    severity,
    clause: clauseAt(draft, at),
    path: pathText(at),
    ...told,
  }))
}

/** The path of a problem as steps: 'charges.a.tiers[1].to'. */
export function stepsOf(path: string): Step[] {
  return path
    .split(/\.|\[|\]/)
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}
