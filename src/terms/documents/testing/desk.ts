import { parseTerms } from '../../model.ts'
import type { Terms } from '../../model.ts'
import type { SeriesBook } from '../../price/series.ts'
import type { Statement } from '../../statement.ts'
import { historyOf, live } from './settling.ts'
import type { Told } from './settling.ts'

type Members = Readonly<Record<string, object>>

/** What a figure is about; everything else is as at a plain desk. Named members are added, or replace their own. */
export type Changes = {
  readonly effective?: string
  readonly zone?: string
  readonly contract?: object
  readonly calendars?: Members
  readonly clocks?: Members
  readonly measures?: Members
  readonly serviceLevels?: Members
  readonly credits?: object
  readonly charges?: Members
  readonly indexation?: Members
  readonly obligations?: Members
  readonly exit?: object
}

const measure = { clause: '7', test: 'exact', print: '2 decimals' }
export const onTime = {
  ...measure,
  share: { of: 'work-item', where: { clock: 'work', within: '2 hours' } },
  population: 'due-in-period',
}
/** A level of the desk: at least 95 %, and not below 80 %. */
export const level = {
  clause: '7',
  name: 'Done in two hours',
  measure: 'm',
  per: 'month',
  expected: '95 %',
  minimum: '80 %',
  kind: 'critical',
}

/** The terms of a desk that is open day and night in UTC, has one level L of one measure m, and a fee of EUR 1,000. */
export function desk({ zone = 'UTC', effective = '2026-01-01', ...changes }: Changes = {}): Terms {
  const { measures = {}, credits, contract, exit } = changes
  return parseTerms({
    terms: 1,
    agreement: 'C-1',
    currency: 'EUR',
    zone,
    effective,
    calendars: {
      always: { zone, week: { all: '00:00-24:00' } },
      office: { zone, week: { 'mon-fri': '09:00-17:00' } },
      ...changes.calendars,
    },
    clocks: {
      work: { clause: '7', calendar: 'always', runs: { from: 'received', to: 'done' } },
      ...changes.clocks,
    },
    measures: Object.fromEntries(
      Object.entries({ m: onTime, ...measures }).map(([id, one]) => [id, { ...measure, ...one }]),
    ),
    serviceLevels: changes.serviceLevels ?? { L: level },
    credits: { clause: '8', rounding: 'half-up', ...credits },
    charges: changes.charges ?? { fee: { clause: '5', fixed: { amount: 'EUR 1000.00', per: 'month' } } },
    ...(changes.indexation ? { indexation: changes.indexation } : {}),
    ...(changes.obligations ? { obligations: changes.obligations } : {}),
    ...(contract ? { contract } : {}),
    ...(exit ? { exit } : {}),
  })
}

/** So many work items of a month, of which the first ones are done an hour late. */
export function work(month: string, late: number, of: number, day = '05'): Told[] {
  const item = (number: number) => `${month}-${day}i${number}`
  return [
    [`${item(1)}..${item(of)}`, 'received', `${month}-${day} 10:00`],
    [`${item(1)}..${item(late)}`, 'done', `${month}-${day} 13:00`],
    [`${item(late + 1)}..${item(of)}`, 'done', `${month}-${day} 11:00`],
  ]
}

type Lived = { readonly from?: string; readonly to?: string; readonly series?: SeriesBook }

/** The statements of the months from January 2026 on, each settled with those before it. */
export function statements(terms: Terms, told: readonly Told[], asked: Lived = {}): Statement[] {
  const { from = '2026-01' } = asked
  const lived = live(terms, historyOf(told, terms.zone), { to: from, ...asked, from })
  return [...lived.values()].map(({ statement }) => statement)
}

/** The level, or the first of them, of the last of these months. */
export function lastLevel(months: readonly Statement[], id?: string) {
  const found = months.at(-1)?.serviceLevels.find((one) => id === undefined || one.id === id)
  if (!found) throw new Error('There is no such level.')
  return found
}

export const creditsOf = (months: readonly Statement[]) => months.map(({ totals }) => totals.creditsMinor)
export const chargesOf = (months: readonly Statement[]) => months.map(({ totals }) => totals.chargesMinor)
