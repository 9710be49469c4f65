import { formatDecimal, powerOfTen, trimDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { fraction, fractionOfDecimal, multiplyFractions, roundFraction } from '../../kernel/money/fraction.ts'
import type { Fraction } from '../../kernel/money/fraction.ts'
import { minorDigits } from '../../kernel/money/money.ts'
import type { Figure, FigureBook, FigureUnit } from '../explanation.ts'
import { amountText, safeMinor } from '../statement.ts'
import { durationText } from '../time/duration.ts'
import { percentText } from '../value/percent.ts'
import { shareOfShare } from './caps.ts'
import { stepOf } from './ladder.ts'
import { bandOf, shareOf } from './level-credit.ts'
import type { CreditBase, LevelCredit } from './level-credit.ts'

/** A level that was missed and earns a credit: its attainment, what it failed by, and what its credit is a share of. */
export type Missed = {
  readonly id: string
  readonly clause: string
  readonly name: string
  /** The level that was expected, for the upper end of its highest band: '92.0 %'. */
  readonly expected: string
  /** The attainment as it is printed. */
  readonly printed: string
  readonly numerator: number
  readonly denominator: number
  /** How often it failed: what is not counted where more is better, what is counted where less is. */
  readonly misses: number
  readonly compare: (threshold: Decimal) => number
  /** The base of the credit in minor units; zero for a form that has none. */
  readonly base: bigint
  readonly baseName: string
  /** 'the charge', 'the charges', 'the agreed' */
  readonly baseNoun: string
  /** How much downtime there was, where the level measures availability. */
  readonly downMillis?: number | undefined
}

export type RawAsked = {
  readonly book: FigureBook
  readonly currency: string
  readonly daysInMonth: number
  /** The amount at risk and the pool's percentage, for levels with an allocation. */
  readonly pool?: { readonly atRisk: Decimal; readonly percent: Decimal } | undefined
}

/** A credit before multiplication, rounding and cap. */
export type RawCredit = {
  /** In minor units, exact. */
  readonly minor: Fraction
  /** The share of the base, for print; an amount where it is no share. */
  readonly percent: string
  /** How it is computed: 'EUR 100.00 × 4 %'. */
  readonly product: string
  readonly parts: readonly Figure[]
}

type MoneyCredit = Exclude<LevelCredit, { form: 'points' }>

/** The credit of a missed level by its form. Points are no money yet: they have a table of their own. */
export function rawCredit(asked: RawAsked, credit: MoneyCredit, missed: Missed): RawCredit {
  switch (credit.form) {
    case 'bands':
      return bandCredit(asked, credit, missed)
    case 'ladder':
      return ladderCredit(asked, credit, missed)
    case 'pool':
      return poolCredit(asked, credit, missed)
    case 'feeDays':
      return feeDaysCredit(asked, credit, missed)
    case 'perMiss':
      return perMissCredit(asked, credit, missed)
  }
}

type Told = { part: string; label: string; value: string | number; unit: FigureUnit; formula: string }

function tell({ book }: RawAsked, { id, clause }: Missed, { part, ...told }: Told): Figure {
  return book.tell({ ...told, clause, id: `credits/${id}/${part}` })
}

function baseFigure(asked: RawAsked, missed: Missed): Figure {
  const { baseName, base } = missed
  const value = amountText(asked.currency, base)
  return tell(asked, missed, {
    part: 'base',
    label: baseName === 'charges' ? 'Base: all charges' : `Base: ${missed.baseNoun} ${baseName}`,
    value: safeMinor(base),
    unit: 'money',
    formula: `The credit is a share of ${baseName}: ${value}.`,
  })
}

function bandCredit(asked: RawAsked, credit: Extract<LevelCredit, { form: 'bands' }>, missed: Missed): RawCredit {
  const band = bandOf(credit.bands, missed.compare)
  const above = credit.bands[credit.bands.indexOf(band) - 1]
  const span = `from ${band.from.text} up to, not including, ${above ? above.from.text : missed.expected}`
  const bandFigure = tell(asked, missed, {
    part: 'band',
    label: 'Band',
    value: band.credit.text,
    unit: 'percent',
    formula: `${missed.printed} falls in the band ${span}: ${band.credit.text}.`,
  })
  return shareCredit(asked, missed, { percent: band.credit.percent, text: band.credit.text, how: bandFigure })
}

function ladderCredit(asked: RawAsked, credit: Extract<LevelCredit, { form: 'ladder' }>, missed: Missed): RawCredit {
  const { percent, reason } = stepOf(credit.ladder, missed)
  const text = percentText(percent)
  const formula = `${missed.printed} is ${reason}`
  const how = tell(asked, missed, { part: 'ladder', label: 'Row of the table', value: text, unit: 'percent', formula })
  return shareCredit(asked, missed, { percent, text, how })
}

function shareCredit(
  asked: RawAsked,
  missed: Missed,
  share: { percent: Decimal; text: string; how: Figure },
): RawCredit {
  return {
    minor: fractionOfDecimal(shareOf(missed.base, share.percent)),
    percent: share.text,
    product: `${amountText(asked.currency, missed.base)} × ${share.text}`,
    parts: [baseFigure(asked, missed), share.how],
  }
}

/** pool × allocation × amount at risk: 50 % × 40 % × (10 % × 100,000.00) = 2,000.00. */
function poolCredit(asked: RawAsked, credit: Extract<LevelCredit, { form: 'pool' }>, missed: Missed): RawCredit {
  const { pool, currency } = asked
  if (!pool) throw new Error('Parsed terms with an allocation have a pool and an amount at risk.')
  const { allocation } = credit.pool
  const atRisk = majorText(pool.atRisk, currency)
  const minor = shareOfShare(shareOfShare(pool.atRisk, pool.percent), allocation.percent)
  const product = `${percentText(pool.percent)} × ${allocation.text} × ${atRisk}`
  const part = tell(asked, missed, {
    part: 'allocation',
    label: 'Allocation of the pool',
    value: allocation.text,
    unit: 'percent',
    formula: `${allocation.text} of the pool of ${percentText(pool.percent)} of the amount at risk, ${atRisk}.`,
  })
  return { minor: fractionOfDecimal(minor), percent: allocation.text, product, parts: [part] }
}

/** One day's share of the base for each so much downtime. */
function feeDaysCredit(asked: RawAsked, credit: Extract<LevelCredit, { form: 'feeDays' }>, missed: Missed): RawCredit {
  const { each, counting, daysInMonth } = credit.feeDays
  if (each.duration.kind !== 'open-time') throw new Error('Parsed fee-days count a length of time.')
  const down = missed.downMillis ?? 0
  const parts = Math.floor(down / each.duration.millis)
  const days = counting === 'completed' || down % each.duration.millis === 0 ? parts : parts + 1
  const length = daysInMonth === 'calendar' ? asked.daysInMonth : daysInMonth
  const downText = durationText({ kind: 'open-time', millis: down })
  const figure = tell(asked, missed, {
    part: 'fee-days',
    label: 'Fee-days',
    value: days,
    unit: 'units',
    formula: `${downText} down, one day's fee for each ${each.text} ${counting}: ${days} of ${length} days.`,
  })
  return {
    minor: fraction(missed.base * BigInt(days), BigInt(length)),
    percent: `${days}/${length}`,
    product: `${amountText(asked.currency, missed.base)} × ${days} ÷ ${length}`,
    parts: [baseFigure(asked, missed), figure],
  }
}

/** An amount or a share for each miss that is not free. */
function perMissCredit(asked: RawAsked, credit: Extract<LevelCredit, { form: 'perMiss' }>, missed: Missed): RawCredit {
  const { perMiss } = credit
  const { misses } = missed
  const count = Math.max(0, misses - perMiss.free)
  const figure = tell(asked, missed, {
    part: 'misses',
    label: 'Misses that are credited',
    value: count,
    unit: 'units',
    formula: `${misses} misses, ${perMiss.free} of them free: ${count}.`,
  })
  const many = fraction(BigInt(count), 1n)
  if ('amount' in perMiss) {
    const minor = multiplyFractions(fraction(perMiss.amount.money.minor, 1n), many)
    return { minor, percent: perMiss.amount.text, product: `${count} × ${perMiss.amount.text}`, parts: [figure] }
  }
  const one = fractionOfDecimal(shareOf(missed.base, perMiss.credit.percent))
  const product = `${count} × ${perMiss.credit.text} × ${amountText(asked.currency, missed.base)}`
  const parts = [baseFigure(asked, missed), figure]
  return { minor: multiplyFractions(one, many), percent: perMiss.credit.text, product, parts }
}

/** What a base is called in a sentence: 'charges', the id of a charge, several ids, an amount. */
export function baseNameOf(of: CreditBase | undefined): string {
  if (of === undefined) return 'amount at risk'
  if (of === 'charges') return of
  if ('charge' in of) return of.charge
  return 'charges' in of ? of.charges.join(' + ') : of.fixed.text
}

/** What stands before that name. */
export function baseNounOf(of: CreditBase | undefined): string {
  if (of === undefined || of === 'charges' || 'charge' in of) return 'the charge'
  return 'charges' in of ? 'the charges' : 'the agreed'
}

/** Minor units as an exact text in the major unit, with its currency: 'EUR 1023.824'. */
export function majorText(minor: Decimal, currency: string): string {
  return `${currency} ${formatDecimal({ digits: minor.digits, scale: minor.scale + minorDigits(currency) })}`
}

/** The same of a fraction: exact where its decimals end, otherwise cut after six and marked as such. */
export function fractionText(minor: Fraction, currency: string): string {
  const exact = exactDecimal(minor)
  if (exact) return majorText(exact, currency)
  const cut = roundFraction(minor, 6, 'floor')
  return `${majorText(trimDecimal(cut), currency)}…`
}

/** The decimal that equals a fraction, with the scale of its denominator; undefined where its decimals never end. */
function exactDecimal({ numerator, denominator }: Fraction): Decimal | undefined {
  for (let scale = 0; scale <= 60; scale += 1) {
    const digits = numerator * powerOfTen(scale)
    if (powerOfTen(scale) >= denominator && digits % denominator === 0n) return { digits: digits / denominator, scale }
  }
  return undefined
}
