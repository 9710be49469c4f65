import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { monthBounds } from '../../kernel/time/zone.ts'
import { FORMS as creditForms } from '../credit/level-credit.ts'
import { leaving } from '../exit/leaving.ts'
import { everyFigure } from '../explanation.ts'
import type { Figure } from '../explanation.ts'
import { kinds } from '../measure/measuring.ts'
import { named, parseTerms } from '../model.ts'
import type { Terms } from '../model.ts'
import { fallingDue } from '../obligation/falling-due.ts'
import { FORMS as chargeForms } from '../price/rate-card.ts'
import type { Settlement } from '../settle.ts'
import { monthResultOf } from '../settling/month-result-of.ts'
import { amountText } from '../statement.ts'
import { compileCalendar } from '../time/working-calendar.ts'
import { TermsError } from '../value/problem.ts'
import { termsJsonSchema } from './json-schema.ts'
import { examplesOf } from './testing/pages.ts'
import type { Example, Table } from './testing/pages.ts'
import { historyOf, live, seriesOf, wallText } from './testing/settling.ts'

const folder = resolve(import.meta.dirname, '../../../docs/terms')
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'))
const examples = pages.flatMap((page) => examplesOf(page))
const right = examples.filter(({ problems }) => problems === undefined)
const wrong = examples.filter(({ problems }) => problems !== undefined)

const rowsUnder = ({ tables }: Example, title: string) =>
  tables.filter(({ head }) => head[0] === title).flatMap(({ rows }) => rows)

/** What an example's months come out as. */
function settled(example: Example, terms: Terms): Map<string, Settlement> {
  const told = rowsUnder(example, 'work item').map(
    ([items = '', event = '', at = '', facts]) => [items, event, at, facts] as const,
  )
  const monthsOf = [
    ...told.map(([, , at]) => at.slice(0, 7)),
    ...rowsUnder(example, 'month').map(([month = '']) => month),
  ]
  const months = monthsOf.sort()
  const [from, to] = [months[0], months.at(-1)]
  if (from === undefined || to === undefined) return new Map()
  const series = rowsUnder(example, 'series').map(
    ([name = '', period = '', value = '']) => [name, period, value] as const,
  )
  return live(terms, historyOf(told, terms.zone), { from, to, series: seriesOf(series) })
}

function shown({ value, unit }: Figure, currency: string): string {
  return unit === 'money' ? amountText(currency, Number(value)) : String(value)
}

/** The rows of a table as they come out; a figure that is not there comes out as that. */
function actual(table: Table, terms: Terms, months: Map<string, Settlement>): string[][] {
  const last = [...months.keys()].at(-1) ?? ''
  const [title = ''] = table.head
  switch (title) {
    case 'work item':
    case 'series':
      return table.rows.map((row) => [...row])
    case 'figure':
      return table.rows.map((row) => figureRow(row, terms, months.get(last)))
    case 'month':
      return table.rows.map(([month = '', ...row]) => [month, ...figureRow(row, terms, months.get(month))])
    case 'notice on':
      return table.rows.map(([today = '']) => {
        const settledMonths = [...months.values()].map(({ statement }) => monthResultOf(statement))
        const { convenience } = leaving(terms, { today, months: settledMonths }) ?? {}
        const fee = convenience ? amountText(terms.currency, convenience.feeMinor) : ''
        return [today, convenience?.endsOn ?? '', fee, convenience?.reason ?? '']
      })
    case 'obligation':
      return table.rows.map(([id = '', within = '']) => [id, within, duesOf(terms, id, within)])
    default:
      return evidenceRows(title, terms, months.get(last))
  }
}

function figureRow([id = '', , because]: readonly string[], terms: Terms, month: Settlement | undefined): string[] {
  const figures = everyFigure(month?.statement.figures ?? [])
  const figure = figures.find((one) => one.id === id)
  const row = [id, figure ? shown(figure, terms.currency) : `is none of ${figures.map((one) => one.id).join(', ')}`]
  if (because === undefined) return row
  return [...row, because === '' ? '' : (figure?.formula ?? '')]
}

function evidenceRows(figure: string, terms: Terms, month: Settlement | undefined): string[][] {
  const rows = month?.evidence(figure) ?? []
  return rows.map(({ workItemId, dueAt, verdict }) => [
    workItemId,
    dueAt === undefined ? '' : wallText(dueAt, terms.zone),
    verdict,
  ])
}

function duesOf(terms: Terms, id: string, month: string): string {
  const window = monthBounds(month, terms.zone)
  const horizon = { from: window.from - 40 * 86_400_000, to: window.to + 40 * 86_400_000 }
  const calendarOf = (name: string) => compileCalendar(named(terms.calendars, name), horizon, terms.calendars)
  const dues = fallingDue(named(terms.obligations, id), { ...window, zone: terms.zone, calendarOf })
  return dues.map(({ dueAt }) => wallText(dueAt, terms.zone)).join(', ')
}

test.each(right)('the example of $place comes out as its tables say', (example) => {
  const terms = parseTerms(example.terms)
  const months = settled(example, terms)
  for (const table of example.tables.filter(({ head }) => isOfExamples(head))) {
    expect(actual(table, terms, months)).toEqual(table.rows)
  }
})

/** Pages have other tables too, which tell of the language. */
function isOfExamples([title = '']: readonly string[]): boolean {
  return ['work item', 'series', 'figure', 'month', 'notice on', 'obligation'].includes(title) || title.includes('/')
}

test.each(wrong)('the mistake of $place is told as the page says', (example) => {
  try {
    parseTerms(example.terms)
  } catch (error) {
    if (!(error instanceof TermsError)) throw error
    expect(error.problems.map(({ path, message, mend }) => `${path}: ${message} ${mend}`)).toEqual(example.problems)
    return
  }
  throw new Error('The terms are read, and the page says that they are wrong.')
})

test('the pages have an example for every kind of measure, every form of charge and every form of credit', () => {
  const said = { measures: new Set<string>(), charges: new Set<string>(), credits: new Set<string>() }
  for (const { terms } of right) {
    const { measures, charges, serviceLevels } = parseTerms(terms)
    for (const { kind } of Object.values(measures)) said.measures.add(kind)
    for (const { form } of Object.values(charges)) said.charges.add(form)
    for (const { credit } of Object.values(serviceLevels)) if (credit) said.credits.add(credit.form)
  }
  expect([...said.measures].sort()).toEqual(['share', ...Object.keys(kinds)].sort())
  expect([...said.charges].sort()).toEqual(Object.keys(chargeForms).sort())
  expect([...said.credits].sort()).toEqual(Object.keys(creditForms).sort())
})

test('every example is valid by the published JSON Schema', () => {
  const isValid = new Ajv2020({ allErrors: true, strictTypes: false }).compile(termsJsonSchema())
  for (const { place, terms } of right) {
    isValid(terms)
    expect([place, isValid.errors]).toEqual([place, null])
  }
})

test('the JSON Schema refuses what is no term, and what is not of its kind', () => {
  const isValid = new Ajv2020({ strictTypes: false }).compile(termsJsonSchema())
  const [first] = right
  if (!first) throw new Error('The pages have examples.')
  expect(isValid(first.terms)).toBe(true)
  expect(isValid({ ...first.terms, penalties: {} })).toBe(false)
  expect(isValid({ ...first.terms, zone: undefined })).toBe(false)
  const charge = { clause: '5', rounding: 'half-up', unit: { per: 'done', counts: 'work-items', price: 6.4 } }
  expect(isValid({ ...first.terms, charges: { fee: charge } })).toBe(false)
})
