import Holidays, { type HolidaysTypes } from 'date-holidays'
import { dayMillis, formatDate, hourMillis, parseDate, type DateText } from '../../kernel/time/civil-date.ts'
import { quoted, TimeError } from '../../kernel/time/time-error.ts'
import type { HolidaySet } from '../time/calendar/holidays.ts'

const yearsMax = 50

/**
 * The public holidays of a country or one of its regions, as dates with their English names, for the draft of a
 * calendar: what is signed are these dates, not the country. Holidays of several days give each date; a date that is
 * free for half a day or less is none. `except` leaves holidays out by name, with the days off in lieu of them.
 * Throws TimeError for a country or region that is not known, and for a name in `except` that no year has.
 */
export function holidaySet(asked: {
  country: string
  region?: string
  years: readonly [from: number, to: number]
  except?: readonly string[]
}): HolidaySet {
  const { country, region, years, except = [] } = asked
  const source = sourceOf(country, region)
  const language = source.getLanguages().find((spoken) => spoken.startsWith('en')) ?? 'en'
  const dates: Record<DateText, string> = {}
  const names = new Set<string>()
  for (const year of yearsFrom(years)) {
    for (const holiday of source.getHolidays(year, language)) {
      if (holiday.type !== 'public') continue
      const name = plainName(holiday)
      names.add(name)
      if (except.includes(name)) continue
      for (const date of datesOf(holiday)) dates[date] ??= holiday.name
    }
  }
  for (const name of except) {
    if (names.has(name)) continue
    const known = [...names].sort().join(', ')
    throw new TimeError(
      `${quoted(name)} is no public holiday of ${[country, region].join(' ').trim()}`,
      `write one of: ${known}`,
    )
  }
  const inOrder = Object.fromEntries(Object.entries(dates).sort(([a], [b]) => (a < b ? -1 : 1)))
  return {
    country,
    ...(region === undefined ? {} : { region }),
    ...(except.length === 0 ? {} : { except: [...except] }),
    dates: inOrder,
  }
}

function sourceOf(country: string, region: string | undefined): Holidays {
  const countries = new Holidays().getCountries()
  if (!Object.hasOwn(countries, country)) {
    throw new TimeError(`${quoted(country)} is not a country with known holidays`, 'write two capitals, such as NO')
  }
  if (region === undefined) return new Holidays(country)
  const [state = '', ...part] = region.split('-')
  const states = new Holidays().getStates(country) ?? {}
  if (!Object.hasOwn(states, state)) {
    const known = Object.entries(states).map(([code, name]) => `${code} (${name})`)
    const mend = known.length > 0 ? `write one of: ${known.join(', ')}` : 'leave it out: the country has none'
    throw new TimeError(`${quoted(region)} is not a region of ${country}`, mend)
  }
  return part.length > 0 ? new Holidays(country, state, part.join('-')) : new Holidays(country, state)
}

function yearsFrom([from, to]: readonly [number, number]): number[] {
  const count = to - from + 1
  if (!Number.isInteger(from) || !Number.isInteger(to) || count < 1 || count > yearsMax || from < 1970 || to > 2200) {
    throw new TimeError(`${from} to ${to} are no years`, `write two years in order, at most ${yearsMax} of them`)
  }
  return Array.from({ length: count }, (_, i) => from + i)
}

/** 'Boxing Day' of 'Boxing Day (substitute day)' */
function plainName({ name, substitute }: HolidaysTypes.Holiday): string {
  return substitute ? name.replace(/ \([^()]*\)$/, '') : name
}

/** The local dates of which a holiday covers more than half: some begin in the evening before. */
function datesOf({ date, start, end }: HolidaysTypes.Holiday): DateText[] {
  const [day = '', time = '00:00:00'] = date.split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const begins = parseDate(day) * dayMillis + hour * hourMillis + minute * 60_000
  const ends = begins + (end.getTime() - start.getTime())
  const dates: DateText[] = []
  for (let epochDay = parseDate(day); epochDay * dayMillis < ends; epochDay++) {
    const midnight = epochDay * dayMillis
    const covered = Math.min(ends, midnight + dayMillis) - Math.max(begins, midnight)
    if (covered > dayMillis / 2) dates.push(formatDate(epochDay))
  }
  return dates
}
