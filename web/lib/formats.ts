import { minorDigits } from '../../src/kernel/money/money.ts'
import { dayMillis, formatDate, parseDate, twoDigits } from '../../src/kernel/time/civil-date.ts'
import { systemClock } from '../../src/kernel/time/clock.ts'
import { spokenNow } from './language.ts'

const dateFormats = new Map<string, Intl.DateTimeFormat>()
const numberFormats = new Map<string, Intl.NumberFormat>()

/** Making a format takes long, using it does not: each is made once for a language, a zone and a shape. */
function formatIn(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const { locale } = spokenNow()
  const key = JSON.stringify([locale, zone, options])
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
  dateFormats.set(key, known)
  return known
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const { locale } = spokenNow()
  const key = JSON.stringify([locale, options])
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(locale, options)
  numberFormats.set(key, known)
  return known
}

export function count(number: number): string {
  return numberFormat({}).format(number)
}

/** '9.4 MB'; less than a megabyte in kilobytes. */
export function bytesText(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const)
  return numberFormat({ style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / size)
}

/**
 * A number of a statement that is a text there ('88.40 %', 'EUR 1023.824'), with the decimal mark of the language:
 * every digit stays.
 */
export function exactText(text: string): string {
  const mark =
    numberFormat({})
      .formatToParts(0.5)
      .find(({ type }) => type === 'decimal')?.value ?? '.'
  return text.replaceAll(/(\d)\.(?=\d)/g, `$1${mark}`)
}

/** Whole minor units as an amount: no float on the way. */
export function money(minor: number, currency: string): string {
  const format = numberFormat({ style: 'currency', currency })
  return withMinus(format.format(minorText(minor, currency) as `${number}`))
}

/** The same without its currency, for columns that name it once. */
export function amount(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  const format = numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits })
  return withMinus(format.format(minorText(minor, currency) as `${number}`))
}

/** A minus as wide as a digit, not a hyphen. */
function withMinus(text: string): string {
  return text.replace('-', '\u2212')
}

function minorText(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const cut = text.length - digits
  return `${minor < 0 ? '-' : ''}${text.slice(0, cut)}${digits === 0 ? '' : `.${text.slice(cut)}`}`
}

/** '2026-10' as 'October 2026'. */
export function monthName(month: string): string {
  return formatIn('UTC', { month: 'long', year: 'numeric' }).format(parseDate(`${month}-01`) * dayMillis)
}

/** '2026-10' as 'Oct 2026'. */
export function monthShort(month: string): string {
  return formatIn('UTC', { month: 'short', year: 'numeric' }).format(parseDate(`${month}-01`) * dayMillis)
}

/** 'yyyy-mm-dd' as '1 Feb', or as 'Sun 1 Feb'. */
export function dateShort(date: string, withWeekday = false): string {
  const weekday = withWeekday ? { weekday: 'short' as const } : {}
  return formatIn('UTC', { day: 'numeric', month: 'short', ...weekday }).format(parseDate(date) * dayMillis)
}

/** The mean of whole numbers, to a quarter of one: all that the mean of four needs. */
export function mean(numbers: readonly number[]): string {
  const sum = numbers.reduce((total, number) => total + number, 0)
  return numberFormat({ maximumFractionDigits: 2 }).format(sum / numbers.length)
}

/** 'yyyy-mm-dd' as '1 Feb 2026'. */
export function dateName(date: string): string {
  return formatIn('UTC', { day: 'numeric', month: 'short', year: 'numeric' }).format(parseDate(date) * dayMillis)
}

/** '9 Oct, 14:02' in a zone; with the year where it is another one than now. */
export function moment(at: number, zone: string): string {
  const year = isThisYear(at, zone) ? {} : { year: 'numeric' as const }
  return formatIn(zone, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...year,
  }).format(at)
}

export function timeOfDay(at: number, zone: string): string {
  return formatIn(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

export function dayName(at: number, zone: string): string {
  return formatIn(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

/** 'yyyy-mm-dd' of an instant in a zone. */
export function dateIn(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at)
  return parts.slice(0, 10)
}

function isThisYear(at: number, zone: string): boolean {
  return dateIn(at, zone).slice(0, 4) === dateIn(systemClock.now(), zone).slice(0, 4)
}

/** The city of a zone: 'Europe/Oslo' is 'Oslo'. */
export function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** How long, in its two largest units: '1 day 3 hr'; less than a minute in seconds. */
export function howLong(millis: number): string {
  return inUnits(millis, units)
}

/** How much open time: in hours and minutes, because a day of working hours has no one length. */
export function openTime(millis: number): string {
  return inUnits(millis, units.slice(1))
}

function inUnits(millis: number, allowed: readonly (readonly [string, number])[]): string {
  const parts: string[] = []
  let left = Math.max(0, millis)
  for (const [unit, size] of allowed) {
    const number = Math.floor(left / size)
    if (number > 0 && parts.length < 2) parts.push(unitText(number, unit))
    left -= number * size
  }
  return parts.length > 0 ? parts.join(' ') : unitText(Math.floor(left / 1_000), 'second')
}

function unitText(number: number, unit: string): string {
  return numberFormat({ style: 'unit', unit, unitDisplay: 'short' }).format(number)
}

/** The month after or before: '2026-12', 1 is '2027-01'. */
export function monthBeside(month: string, by: number): string {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
}

/** An instant for machines, to the second: '2026-10-09T12:02:00Z'. */
export function isoText(at: number): string {
  const day = Math.floor(at / dayMillis)
  const seconds = Math.floor((at - day * dayMillis) / 1_000)
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  return `${formatDate(day)}T${[hours, minutes, seconds % 60].map(twoDigits).join(':')}Z`
}

/** With a capital letter at its beginning. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase(spokenNow().locale) + text.slice(1)
}
