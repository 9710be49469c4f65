import { formatDecimal, parseDecimal, trimDecimal } from '../../kernel/money/decimal.ts'
import { hourMillis, minuteMillis } from '../../kernel/time/civil-date.ts'
import { quoted, TimeError } from '../../kernel/time/time-error.ts'

/**
 * A length of time in terms, always on a named calendar: open time of that calendar in milliseconds, or a number of its
 * business days, which is calendar arithmetic and not a multiple of hours.
 */
export type Duration =
  | { readonly kind: 'open-time'; readonly millis: number }
  | { readonly kind: 'business-days'; readonly days: number }

const millisByUnit: Readonly<Record<string, number>> = {
  second: 1000,
  minute: minuteMillis,
  hour: hourMillis,
  'business-hour': hourMillis,
}

// Limits keep all sums far inside whole doubles; no service level is longer.
const openMillisMax = 100_000 * hourMillis
const businessDaysMax = 10_000

const mendUnit = 'write a number and a unit: 90 minutes, 8 business-hours, 2 business-days'

/**
 * Reads '30 seconds', '90 minutes', '1.5 hours', '8 business-hours' (the same as hours: all hours here are open time),
 * '1 business-day'. 'days' alone is refused, because a reader could mean 24 hours or a business day. Throws TimeError.
 */
export function parseDuration(text: string): Duration {
  const parts = /^([0-9]+(?:\.[0-9]+)?) ([a-z-]+)$/.exec(text)
  const [number, unitText] = [parts?.[1], parts?.[2]]
  if (number === undefined || unitText === undefined) throw new TimeError(`${quoted(text)} is no duration`, mendUnit)
  const unit = unitText.endsWith('s') ? unitText.slice(0, -1) : unitText
  if (unit === 'day' || unit === 'week' || unit === 'month') {
    throw new TimeError(`${quoted(text)} can be read in two ways`, 'write 24 hours or 1 business-day')
  }
  if (unit === 'business-day') return businessDays(text, number)
  const unitMillis = Object.hasOwn(millisByUnit, unit) ? millisByUnit[unit] : undefined
  if (unitMillis === undefined) throw new TimeError(`${quoted(text)} has an unknown unit`, mendUnit)
  return openTime(text, number, unitMillis)
}

function businessDays(text: string, number: string): Duration {
  const days = Number(number)
  if (number.includes('.')) throw new TimeError(`${quoted(text)} splits a business day`, 'write hours instead')
  if (days > businessDaysMax) {
    throw new TimeError(`${quoted(text)} is too long`, `write at most ${businessDaysMax} business-days`)
  }
  return { kind: 'business-days', days }
}

function openTime(text: string, number: string, unitMillis: number): Duration {
  const { digits, scale } = trimDecimal(parseDecimal(number))
  const exact = digits * BigInt(unitMillis)
  const divisor = 10n ** BigInt(scale)
  if (exact % divisor !== 0n) {
    throw new TimeError(`${quoted(text)} is not a whole number of milliseconds`, 'write it in a smaller unit')
  }
  if (exact / divisor > BigInt(openMillisMax)) {
    throw new TimeError(`${quoted(text)} is too long`, `write at most ${openMillisMax / hourMillis} hours`)
  }
  return { kind: 'open-time', millis: Number(exact / divisor) }
}

/** The canonical text of a duration, in the largest unit that needs no decimals: '90 minutes', '2 business-days'. */
export function durationText(duration: Duration): string {
  if (duration.kind === 'business-days') return counted(String(duration.days), 'business-day')
  const { millis } = duration
  if (millis > 0 && millis % hourMillis === 0) return counted(String(millis / hourMillis), 'hour')
  if (millis % minuteMillis === 0) return counted(String(millis / minuteMillis), 'minute')
  return counted(formatDecimal(trimDecimal({ digits: BigInt(millis), scale: 3 })), 'second')
}

function counted(number: string, unit: string): string {
  return number === '1' ? `1 ${unit}` : `${number} ${unit}s`
}
