import { parseInstant } from '../../kernel/time/instant.ts'
import { historyBuilder } from '../../terms/history.ts'
import type { History } from '../../terms/history.ts'
import { parseTerms } from '../../terms/model.ts'
import type { Terms } from '../../terms/model.ts'
import type { CalendarCase } from './calendar-case.testing.ts'
import type { LevelCase, MeasureCase, OracleCase } from './case.testing.ts'
import type { BaseCase, CreditsCase, LevelCreditCase, LimitCase } from './credit-case.testing.ts'
import { decimal } from './price-case.testing.ts'
import type { ChargeCase } from './price-case.testing.ts'

const money = (minor: number) => `EUR ${decimal(minor, 2)}`
const percent = (text: string) => `${text} %`
const decimals = (places: number) => `${places} decimals`
const byId = <One extends { readonly id: string }>(list: readonly One[], write: (one: One) => object) =>
  Object.fromEntries(list.map((one) => [one.id, write(one)]))

/** The case as terms that two parties could sign. */
export function termsOf(one: OracleCase, calendars: readonly CalendarCase[]): Terms {
  const used = new Set(one.clocks.map(({ calendar }) => calendar))
  const { index } = one
  return parseTerms({
    terms: 1,
    agreement: 'C-1',
    currency: 'EUR',
    zone: one.zone,
    effective: one.effective,
    contract: { clause: '1', from: one.contractFrom, ...(one.contractTo === null ? {} : { to: one.contractTo }) },
    calendars: Object.fromEntries([...used].map((at) => [`k${at}`, writtenCalendar(calendars[at])])),
    clocks: byId(one.clocks, ({ calendar, rests, reopened }) => ({
      clause: '7',
      calendar: `k${calendar}`,
      runs: { from: 'received', to: 'done' },
      rests: rests.map((who) => ({ from: `asked-${who}`, to: `${who}-answered`, owner: who })),
      cancelled: ['withdrawn'],
      ...(reopened === 'none' ? {} : { reopened: { on: 'reopened', then: reopened } }),
    })),
    measures: byId(one.measures, writtenMeasure),
    serviceLevels: byId(one.levels, writtenLevel),
    credits: writtenCredits(one.credits),
    charges: byId(one.charges, writtenCharge),
    ...(index
      ? {
          indexation: {
            cola: {
              clause: '5',
              appliesTo: index.appliesTo,
              series: 'CPI',
              base: index.base,
              lagMonths: index.lagMonths,
              inMonth: index.inMonth,
              compare: index.compare,
              appliedTo: index.appliedTo,
              share: percent(index.share),
              cap: index.cap === null ? 'none' : percent(index.cap),
              floor: index.floor === null ? 'none' : percent(index.floor),
              price: { places: decimals(index.places), rounding: index.rounding },
            },
          },
        }
      : {}),
  })
}

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

function writtenCalendar(calendar: CalendarCase | undefined): object {
  if (!calendar) throw new Error('The calendar is one of those that all cases share.')
  const clockText = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  const hoursText = (of: readonly { from: number; to: number }[]) =>
    of.map(({ from, to }) => `${clockText(from)}-${clockText(to > 1440 ? to - 1440 : to)}`).join(', ')
  const perDay = Map.groupBy(calendar.week, ({ day }) => day)
  return {
    zone: calendar.zone,
    week: Object.fromEntries([...perDay].map(([day, of]) => [dayNames[day], hoursText(of)])),
    holidays: calendar.holidays,
    specialDays: Object.fromEntries(calendar.specialDays.map((one) => [one.date, hoursText([one])])),
  }
}

function writtenMeasure(one: MeasureCase): object {
  const within = one.unit === 'minutes' ? `${one.within} minutes` : `${one.within} business-days`
  return {
    clause: '7',
    share: {
      of: 'work-item',
      where: { clock: one.clock, within },
      ...(one.only === null ? {} : { only: { kind: one.only } }),
    },
    population: one.population,
    excluding: one.excluding ? [{ event: 'agreed', clause: '7' }] : [],
    ...(one.sampleItems === null ? {} : { minimumSample: { items: one.sampleItems, below: one.sampleBelow } }),
    ...(one.rollingMonths === 1 ? {} : { rollingMonths: one.rollingMonths }),
    test: one.testPlaces === null ? 'exact' : { rounded: decimals(one.testPlaces), rounding: one.testRounding },
    print: '1 decimal',
  }
}

function writtenLevel(one: LevelCase): object {
  return {
    clause: '7',
    name: one.id,
    measure: one.measure,
    per: 'month',
    expected: percent(one.expected),
    minimum: percent(one.minimum),
    kind: 'critical',
    ...(one.creditThreshold === null ? {} : { creditThreshold: percent(one.creditThreshold) }),
    ...(one.graceMonths === null ? {} : { graceMonths: one.graceMonths }),
    ...(one.trigger === null ? {} : { trigger: one.trigger }),
    credit: { ...writtenCredit(one.credit), ...(one.repeat === null ? {} : { repeat: one.repeat }) },
  }
}

function baseOf({ all, charges, fixed }: BaseCase): unknown {
  if (all) return 'charges'
  if (fixed !== null) return { fixed: money(fixed) }
  return charges.length === 1 ? { charge: `p${charges[0]}` } : { charges: charges.map((at) => `p${at}`) }
}

function writtenCredit(credit: LevelCreditCase): object {
  switch (credit.form) {
    case 'bands': {
      const bands = credit.bands.map((band) => ({ from: percent(band.from), credit: percent(band.credit) }))
      return { of: baseOf(credit.of), bands }
    }
    case 'ladder': {
      const rows = credit.rows.map((row) => ({ at: percent(row.at), credit: percent(row.credit) }))
      const between = credit.places === null ? credit.between : { interpolate: decimals(credit.places) }
      return { of: baseOf(credit.of), ladder: { rows, between, below: credit.below } }
    }
    case 'pool':
      return { pool: { allocation: percent(credit.allocation) } }
    case 'perMiss': {
      const { amount, share, free } = credit
      const each = amount === null ? { credit: percent(share), free } : { amount: money(amount), free }
      return { of: baseOf(credit.of), perMiss: each }
    }
    case 'points': {
      const bands = credit.bands.map(({ from, points }) => ({ from: percent(from), points }))
      return { points: credit.points ?? { bands } }
    }
  }
}

function limitText({ share, amount, of }: LimitCase): string {
  return share === null ? money(amount ?? 0) : `${percent(share)} of ${of}`
}

function writtenCredits(one: CreditsCase): object {
  const caps = { month: one.month, contractYear: one.contractYear, calendarYear: one.calendarYear }
  const said = Object.entries(caps).flatMap(([name, limit]) => (limit === null ? [] : [[name, limitText(limit)]]))
  const { earnBack, points } = one
  const level = earnBack?.target ? { target: percent(earnBack.target) } : 'expected'
  return {
    clause: '8',
    rounding: one.rounding,
    ...(said.length > 0 ? { cap: Object.fromEntries(said) } : {}),
    ...(one.atRisk === null ? {} : { atRisk: limitText(one.atRisk) }),
    ...(one.pool === null ? {} : { pool: percent(one.pool) }),
    ...(points === null
      ? {}
      : {
          points: {
            of: baseOf(points.of),
            table: points.table.map(({ from, credit }) => ({ from, credit: percent(credit) })),
          },
        }),
    ...(earnBack === null
      ? {}
      : {
          earnBack: {
            kind: earnBack.kind,
            months: earnBack.months,
            level,
            share: percent(earnBack.share),
            repeats: earnBack.repeats,
          },
        }),
  }
}

function writtenCharge(one: ChargeCase): object {
  const price = (text: string) => `EUR ${text}`
  const counted = {
    per: one.per,
    counts: one.counts,
    ...(one.only === null ? {} : { only: { kind: one.only } }),
  }
  const minimum =
    one.yearly === null
      ? one.minimum
      : {
          units: one.yearly.units,
          settled: 'contract-year',
          shortfallPrice: price(one.yearly.price),
          partYear: one.yearly.partYear,
        }
  const units = { ...counted, ...(minimum === null ? {} : { minimum }) }
  const head = { clause: '5', rounding: one.rounding }
  const { amount, baseline } = one
  switch (one.form) {
    case 'fixed': {
      const prorate = one.prorate === null ? {} : { prorate: { by: 'day', rounding: one.prorate } }
      return { clause: '5', fixed: { amount: money(amount ?? 0), per: 'month', ...prorate } }
    }
    case 'unit':
      return { ...head, unit: { ...units, price: price(one.tiers[0]?.price ?? '0.00') } }
    case 'graduated':
    case 'volume': {
      const tiers = one.tiers.map((tier) => ({
        ...(tier.to === null ? {} : { to: tier.to }),
        price: price(tier.price),
        ...(tier.flat === null ? {} : { flat: price(tier.flat) }),
      }))
      return { ...head, [one.form]: { ...units, tiers, flatAtZero: one.flatAtZero } }
    }
    case 'baseline': {
      if (!baseline) throw new Error('A baseline has its terms.')
      const bands = (of: typeof baseline.additional) =>
        of.map((band) => ({
          ...(band.upTo === null ? {} : { upTo: percent(band.upTo) }),
          price: price(band.price),
        }))
      const { units: planned, meaning, deadBand, additional, reduced } = baseline
      const away = { additional: bands(additional), reduced: bands(reduced) }
      return {
        ...head,
        baseline: {
          ...counted,
          units: planned,
          amount: money(amount ?? 0),
          deadBand: percent(deadBand),
          meaning,
          ...away,
        },
      }
    }
  }
}

/** The instant of an event, in milliseconds since 1970. */
export function instantOf(one: OracleCase, minute: number): number {
  return parseInstant(`${one.months[0] ?? ''}-01T00:00:00.000Z`) + minute * 60_000
}

/** The case's events as a history; told in another order than they happened. */
export function historyOf(one: OracleCase): History {
  const builder = historyBuilder()
  for (const [at, { item, name, minute, kind }] of [...one.events.entries()].toReversed()) {
    const event = { workItemId: `i${item}`, name, at: instantOf(one, minute), sequence: at }
    builder.add(kind === null ? event : { ...event, facts: { kind } })
  }
  return builder.build()
}
