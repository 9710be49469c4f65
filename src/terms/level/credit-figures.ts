import { formatDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { minorDigits } from '../../kernel/money/money.ts'
import type { Figure, FigureBook } from '../explanation.ts'
import { amountText, safeMinor } from '../statement.ts'
import type { CreditLine } from '../statement.ts'
import type { Attainment } from './attainment.ts'
import type { Measure } from './measure.ts'
import { bandOf, capMinor, creditLines, rawCredit } from './service-credit.ts'
import type { Band, CreditTerms, LevelCredit, RawCredit } from './service-credit.ts'
import type { ServiceLevel } from './service-level.ts'

/** A service level that was missed and has a credit, with what it is a share of. */
export type EarnedCredit = {
  readonly id: string
  readonly level: ServiceLevel
  readonly credit: LevelCredit
  readonly measure: Measure
  readonly attainment: Attainment
  readonly printed: string
  readonly base: bigint
}

export type Crediting = {
  readonly book: FigureBook
  readonly terms: CreditTerms | undefined
  readonly currency: string
  readonly charges: bigint
}

export type CreditOutcome = {
  readonly lines: readonly CreditLine[]
  readonly figures: readonly Figure[]
  readonly total: bigint
  readonly cap?: { readonly minor: bigint; readonly figure: Figure }
}

type Computed = EarnedCredit & { band: Band; raw: RawCredit; rounded: bigint; paid: bigint; capped: boolean }

/** Band, raw credit, one rounding, cap: the credit lines of a period in the order of their service levels. */
export function settleCredits(crediting: Crediting, earned: readonly EarnedCredit[]): CreditOutcome {
  const { terms, charges } = crediting
  if (!terms) {
    if (earned.length > 0) throw new Error('Parsed terms with a credit say how credits are rounded.')
    return { lines: [], figures: [], total: 0n }
  }
  const raws = earned.map((one) => {
    const band = bandOf(one.credit, one.attainment, one.measure.test)
    return { ...one, band, raw: rawCredit(one.base, band.credit.percent) }
  })
  const minor = terms.cap && capMinor(charges, terms.cap.month)
  const paid = creditLines(
    raws.map(({ raw }) => raw),
    minor,
    terms.rounding,
  )
  const computed = raws.map((one, index): Computed => {
    const amounts = { rounded: paid.rounded[index] ?? 0n, paid: paid.lines[index] ?? 0n }
    return { ...one, ...amounts, capped: paid.capped }
  })
  const figures = computed.map((one) => creditFigure(crediting, terms, one))
  const cap = minor === undefined ? {} : { cap: { minor, figure: capFigure(crediting, terms, minor) } }
  const lines = computed.map((one) => creditLine(crediting.currency, one))
  return { lines, figures, total: computed.reduce((total, one) => total + one.paid, 0n), ...cap }
}

function creditLine(currency: string, one: Computed): CreditLine {
  return {
    id: one.id,
    clause: one.level.clause,
    name: one.level.name,
    of: baseName(one.credit),
    baseMinor: safeMinor(one.base),
    percent: one.band.credit.text,
    raw: formatDecimal(inMajor(one.raw.rawMinor, currency)),
    roundedMinor: safeMinor(one.rounded),
    amountMinor: safeMinor(one.paid),
    figure: `credits/${one.id}`,
  }
}

function creditFigure(crediting: Crediting, terms: CreditTerms, one: Computed): Figure {
  const { book, currency } = crediting
  const raw = `${currency} ${formatDecimal(inMajor(one.raw.rawMinor, currency))}`
  const rounded = amountText(currency, one.rounded)
  const id = `credits/${one.id}`
  const band = bandSpan(one.credit, one.band, one.level)
  const about = { clause: one.level.clause }
  const parts = [
    book.tell({
      ...about,
      id: `${id}/base`,
      label: one.credit.of === 'charges' ? 'Base: all charges' : `Base: the charge ${baseName(one.credit)}`,
      value: safeMinor(one.base),
      unit: 'money',
      formula: `The credit is a share of ${baseName(one.credit)}: ${amountText(currency, one.base)}.`,
    }),
    book.tell({
      ...about,
      id: `${id}/band`,
      label: 'Band',
      value: one.band.credit.text,
      unit: 'percent',
      formula: `${one.printed} falls in the band ${band}: ${one.band.credit.text}.`,
    }),
    book.tell({
      ...about,
      id: `${id}/raw`,
      label: 'Credit before rounding and cap',
      value: raw,
      unit: 'amount',
      formula: `${amountText(currency, one.base)} × ${one.band.credit.text} = ${raw}.`,
    }),
    book.tell({
      clause: terms.clause,
      id: `${id}/rounded`,
      label: 'Credit before the cap',
      value: safeMinor(one.rounded),
      unit: 'money',
      formula: `${raw}, rounded once (${terms.rounding}), is ${rounded}.`,
    }),
  ]
  const split = `The cap of the month bites: its share by the largest remainder is ${amountText(currency, one.paid)}.`
  return book.tell({
    ...about,
    id,
    label: `Credit for ${one.level.name}`,
    value: safeMinor(one.paid),
    unit: 'money',
    formula: one.capped
      ? `${rounded} before the cap. ${split}`
      : `${rounded}; ${terms.cap ? 'the cap is not reached' : 'no cap is agreed'}.`,
    parts,
  })
}

function capFigure(crediting: Crediting, terms: CreditTerms, minor: bigint): Figure {
  const { book, currency, charges } = crediting
  const share = terms.cap?.month.text ?? ''
  return book.tell({
    id: 'totals/cap',
    label: 'Cap of the month',
    clause: terms.clause,
    value: safeMinor(minor),
    unit: 'money',
    formula: `${share} of ${amountText(currency, charges)} charges, rounded down, is ${amountText(currency, minor)}.`,
  })
}

/** 'from 88.0 % up to, not including, 90.0 %' */
function bandSpan(credit: LevelCredit, band: Band, level: ServiceLevel): string {
  const above = credit.bands[credit.bands.indexOf(band) - 1]
  return `from ${band.from.text} up to, not including, ${above ? above.from.text : level.expected.text}`
}

function baseName(credit: LevelCredit): string {
  return credit.of === 'charges' ? 'charges' : credit.of.charge
}

function inMajor(minor: Decimal, currency: string): Decimal {
  return { digits: minor.digits, scale: minor.scale + minorDigits(currency) }
}
