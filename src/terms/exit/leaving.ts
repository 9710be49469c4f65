import { powerOfTen } from '../../kernel/money/decimal.ts'
import { divideRounded } from '../../kernel/money/rounding.ts'
import { daysInMonth, formatDate, parseDate, twoDigits } from '../../kernel/time/civil-date.ts'
import type { DateText } from '../../kernel/time/civil-date.ts'
import { shareOf } from '../credit/level-credit.ts'
import { pullTrigger } from '../credit/look-back/trigger.ts'
import type { Terms } from '../model.ts'
import { monthNumber, monthOfNumber } from '../month-result.ts'
import type { MonthResult } from '../month-result.ts'
import { amountText } from '../statement.ts'
import type { Chronic, Convenience, Fee } from './exit-terms.ts'

/** What leaving means today. */
export type Leaving = {
  readonly convenience?: {
    readonly clause: string
    /** The last day of the contract where notice is given today. */
    readonly endsOn: DateText
    readonly feeMinor: bigint
    readonly reason: string
  }
  /** The levels whose failure has been repeated so often that the contract may be ended for it. */
  readonly chronic?: { readonly clause: string; readonly levels: readonly ChronicLevel[]; readonly endsOn: DateText }
  /** The last day on which the provider owes help, from the end by convenience. */
  readonly assistanceUntil?: DateText
}

export type ChronicLevel = { readonly id: string; readonly reason: string }

export type LeavingAsked = {
  readonly today: DateText
  /** The months that are settled, in order. */
  readonly months: readonly MonthResult[]
}

/** What it would cost and when it would end, if notice were given today. Undefined where the terms have no exit. */
export function leaving(terms: Terms, asked: LeavingAsked): Leaving | undefined {
  const { exit } = terms
  if (!exit) return undefined
  const convenience = exit.convenience && endByConvenience(terms, exit.convenience, asked)
  const chronic = exit.chronic && chronicFailure(terms, exit.chronic, asked)
  const end = convenience?.endsOn
  return {
    ...(convenience ? { convenience } : {}),
    ...(chronic ? { chronic } : {}),
    ...(exit.assistance && end ? { assistanceUntil: addMonths(end, exit.assistance.months) } : {}),
  }
}

function endByConvenience(terms: Terms, rule: Convenience, asked: LeavingAsked): NonNullable<Leaving['convenience']> {
  const from = terms.contract?.from ?? terms.effective
  const noticed = addMonths(asked.today, rule.noticeMonths)
  const earliest = addMonths(from, rule.notBeforeMonth)
  const wanted = noticed > earliest ? noticed : earliest
  const to = terms.contract?.to
  const endsOn = to !== undefined && to < wanted ? to : wanted
  const { minor, reason } = feeAt(terms, rule.fee, { ...asked, from, endsOn })
  return { clause: rule.clause, endsOn, feeMinor: minor, reason }
}

type FeeAsked = LeavingAsked & { readonly from: DateText; readonly endsOn: DateText }

function feeAt(terms: Terms, fee: Fee, asked: FeeAsked): { minor: bigint; reason: string } {
  if ('none' in fee) return { minor: 0n, reason: 'Ending without a cause costs nothing.' }
  const elapsed = monthNumber(asked.endsOn) - monthNumber(asked.from)
  if ('remainingValue' in fee) {
    const { amount, months } = fee.remainingValue
    const left = Math.max(0, months - elapsed)
    const minor = divideRounded(amount.money.minor * BigInt(left), BigInt(months), fee.rounding)
    const value = amountText(terms.currency, minor)
    return { minor, reason: `${amount.text} written off over ${months} months, ${left} of them left: ${value}.` }
  }
  const year = Math.floor(Math.max(0, elapsed) / 12)
  const percent = fee.byContractYear[Math.min(year, fee.byContractYear.length - 1)]
  if (!percent) throw new Error('A parsed table of fees has a row.')
  const base = fee.of === 'average-year' ? averageYear(terms, asked) : remainingFixed(terms, asked)
  const exact = shareOf(base.minor, percent.percent)
  const minor = divideRounded(exact.digits, powerOfTen(exact.scale), fee.rounding)
  const value = amountText(terms.currency, minor)
  return { minor, reason: `Year ${year + 1} of the contract: ${percent.text} of ${base.text}: ${value}.` }
}

/** Twelve average months of what was charged in the last twelve settled months, or in as many as there are. */
function averageYear(terms: Terms, { months }: LeavingAsked): { minor: bigint; text: string } {
  const last = months.slice(-12)
  const sum = last.reduce((total, { chargesMinor }) => total + chargesMinor, 0n)
  const minor = last.length === 0 ? 0n : divideRounded(sum * 12n, BigInt(last.length), 'half-up')
  return { minor, text: `twelve average months of the last ${last.length} (${amountText(terms.currency, minor)})` }
}

/** Fixed monthly charges for the months between the end and the agreed end of the contract. */
function remainingFixed(terms: Terms, { endsOn }: FeeAsked): { minor: bigint; text: string } {
  const to = terms.contract?.to
  const left = to === undefined ? 0 : Math.max(0, monthNumber(to) - monthNumber(endsOn))
  const fixed = Object.values(terms.charges).reduce(
    (sum, charge) => (charge.form === 'fixed' ? sum + charge.fixed.amount.money.minor : sum),
    0n,
  )
  const minor = fixed * BigInt(left)
  return { minor, text: `the fixed charges of ${left} months (${amountText(terms.currency, minor)})` }
}

function chronicFailure(terms: Terms, rule: Chronic, asked: LeavingAsked): NonNullable<Leaving['chronic']> {
  const last = asked.months.at(-1)
  const ids = Object.entries(terms.serviceLevels)
    .filter(([id, { kind }]) => (rule.levels === 'any-critical' ? kind === 'critical' : rule.levels.includes(id)))
    .map(([id]) => id)
    .sort((left, right) => (left < right ? -1 : 1))
  const levels = ids.flatMap((id) => {
    const state = last?.levels[id]?.state
    if (!last || !state) return []
    const earlier = asked.months.slice(0, -1)
    const { isFulfilled, reason } = pullTrigger(rule.trigger, { id, month: last.month, state, earlier })
    return isFulfilled ? [{ id, reason }] : []
  })
  return { clause: rule.clause, levels, endsOn: addDays(asked.today, rule.noticeDays) }
}

/** The same day so many months later; the last day of that month where it has no such day. */
export function addMonths(date: DateText, months: number): DateText {
  const month = monthOfNumber(monthNumber(date.slice(0, 7)) + months)
  const last = daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))
  return `${month}-${twoDigits(Math.min(Number(date.slice(8)), last))}`
}

function addDays(date: DateText, days: number): DateText {
  return formatDate(parseDate(date) + days)
}
