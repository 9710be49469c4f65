import { formatDecimal } from '../../kernel/money/decimal.ts'
import type { Decimal } from '../../kernel/money/decimal.ts'
import { addFractions, roundFraction } from '../../kernel/money/fraction.ts'
import type { Fraction } from '../../kernel/money/fraction.ts'
import { minorDigits } from '../../kernel/money/money.ts'
import type { Figure } from '../explanation.ts'
import { amountText, safeMinor } from '../statement.ts'
import type { ChargeResult, Charging } from './charge-figures.ts'
import { unitTermsOf } from './charging.ts'
import type { UnitCharge } from './charging.ts'
import { chargeGainShare, chargePassThrough, chargeRevenueShare } from './forms/amounts.ts'
import { exactly, tellPart } from './forms/asked.ts'
import type { FormAsked, FormResult } from './forms/asked.ts'
import { chargeBaseline } from './forms/baseline.ts'
import { chargeHours, chargePackages } from './forms/counted.ts'
import { chargeMilestone, chargeOneOff } from './forms/dated.ts'
import { chargeHeads } from './forms/heads.ts'
import { chargeOutcome } from './forms/outcome.ts'
import { converted, rateOf } from './modifiers/exchange.ts'
import type { Exchange } from './modifiers/exchange.ts'
import { shortfallOf } from './modifiers/yearly-minimum.ts'
import type { Charge } from './rate-card.ts'

type FormCharge = Exclude<Charge, { form: 'fixed' } | UnitCharge>

/** The line of a charge that is neither fixed nor by units and tiers: its form, conversion, one rounding. */
export function settleForm(
  charging: Charging,
  id: string,
  charge: FormCharge,
  indexed: readonly Figure[],
): ChargeResult {
  const fx = 'fx' in charge ? charge.fx : undefined
  const { currency } = charging
  const asked = askedOf(charging, id, charge.clause, fx?.from ?? currency)
  const result = formOf(asked, charge)
  const { exact, said, parts } = fx ? exchanged(asked, fx, result.exact) : { exact: result.exact, said: '', parts: [] }
  const minor = roundFraction(exact, minorDigits(currency), charge.rounding).digits
  const name = charge.label ?? id
  const figure = charging.book.tell({
    id: `charges/${id}`,
    label: name,
    clause: charge.clause,
    value: safeMinor(minor),
    unit: 'money',
    formula: `${result.sum}${said}, rounded once (${charge.rounding}), is ${amountText(currency, minor)}.`,
    parts: [...result.parts, ...indexed, ...parts],
  })
  const counted = {
    ...(result.units === undefined ? {} : { units: result.units }),
    ...(result.chargedUnits === undefined ? {} : { chargedUnits: result.chargedUnits }),
  }
  const about = { id, clause: charge.clause, name, form: charge.form }
  return { line: { ...about, ...counted, amountMinor: safeMinor(minor), figure: figure.id }, figure, minor }
}

function askedOf(charging: Charging, id: string, clause: string, currency: string): FormAsked {
  const { book, history, window, month, series, earlier } = charging
  return { book, id, clause, history, window, month, currency, series, earlier }
}

function formOf(asked: FormAsked, charge: FormCharge): FormResult {
  switch (charge.form) {
    case 'hour':
      return chargeHours(asked, charge.hour)
    case 'package':
      return chargePackages(asked, charge.package)
    case 'heads':
      return chargeHeads(asked, charge.heads)
    case 'baseline':
      return chargeBaseline(asked, charge.baseline)
    case 'outcome':
      return chargeOutcome(asked, charge.outcome)
    case 'gainShare':
      return chargeGainShare(asked, charge.gainShare)
    case 'passThrough':
      return chargePassThrough(asked, charge.passThrough)
    case 'revenueShare':
      return chargeRevenueShare(asked, charge.revenueShare)
    case 'oneOff':
      return chargeOneOff(asked, charge.oneOff)
    case 'milestone':
      return chargeMilestone(asked, charge.milestone)
  }
}

function exchanged(asked: FormAsked, fx: Exchange, exact: Fraction) {
  const { rate, reason } = rateOf(fx, asked.month, asked.series)
  const shown = formatDecimal(roundFraction(rate, 6, 'half-up'))
  const figure = tellPart(asked, {
    part: 'rate',
    label: `Exchange rate, ${fx.from}`,
    value: shown,
    unit: 'amount',
    formula: reason,
  })
  return { exact: converted(exact, rate), said: ` ÷ ${shown}`, parts: [figure] }
}

/** What a charge by units has beside its price: a year's shortfall, a conversion; undefined where it has neither. */
export function furtherAmount(
  charging: Charging,
  { id, charge, units, exact }: { id: string; charge: UnitCharge; units: number; exact: Decimal },
): { readonly minor: bigint; readonly formula: string; readonly parts: readonly Figure[] } | undefined {
  const fx = charge.form === 'unit' ? charge.fx : undefined
  const { minimum } = unitTermsOf(charge)
  const yearly = typeof minimum === 'object' ? minimum : undefined
  if (!fx && !yearly) return undefined
  const { currency } = charging
  const asked = askedOf(charging, id, charge.clause, fx?.from ?? currency)
  const shortfall = yearly && shortfallOf(yearly, { ...charging, id, units })
  const parts: Figure[] = []
  if (shortfall) {
    const about = { part: 'shortfall', label: 'Shortfall of the contract year', unit: 'amount' as const }
    parts.push(tellPart(asked, { ...about, value: formatDecimal(shortfall.amount), formula: shortfall.reason }))
  }
  const sum = shortfall ? addFractions(exactly(exact), exactly(shortfall.amount)) : exactly(exact)
  const change = fx ? exchanged(asked, fx, sum) : { exact: sum, said: '', parts: [] }
  const minor = roundFraction(change.exact, minorDigits(currency), charge.rounding).digits
  const total = `${asked.currency} ${formatDecimal(exact)}${shortfall ? ` + ${formatDecimal(shortfall.amount)}` : ''}`
  return {
    minor,
    formula: `${total}${change.said}, rounded once (${charge.rounding}), is ${amountText(currency, minor)}.`,
    parts: [...parts, ...change.parts],
  }
}
