import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { live } from '../../terms/documents/testing/settling.ts'
import { monthNumber, monthOfNumber } from '../../terms/month-result.ts'
import { seriesBook } from '../../terms/price/series.ts'
import type { Statement } from '../../terms/statement.ts'
import { calendarCase } from './calendar-case.testing.ts'
import type { CalendarCase } from './calendar-case.testing.ts'
import { CALENDARS, oracleCase } from './case.testing.ts'
import type { OracleCase } from './case.testing.ts'
import { computed } from './computing.testing.ts'
import type { MonthOutcome } from './computing.testing.ts'
import { historyOf, termsOf } from './writing-terms.testing.ts'

const CASES = Number(process.env['COUNTERPART_ORACLE_CASES'] ?? 1000)
const SEED = Number(process.env['COUNTERPART_ORACLE_SEED'] ?? 20260201)

function outcomeOf({ serviceLevels, charges, credits, earnBack = [], totals }: Statement): MonthOutcome {
  return {
    levels: Object.fromEntries(
      serviceLevels.map(({ id, numerator, denominator, state }) => [id, { numerator, denominator, state }]),
    ),
    charges: Object.fromEntries(
      charges.map(({ id, amountMinor, units }) => [
        id,
        units === undefined ? { minor: amountMinor } : { minor: amountMinor, units },
      ]),
    ),
    credits: Object.fromEntries(
      credits.map(({ id, roundedMinor, amountMinor, heldMinor }) => {
        return [id, { rounded: roundedMinor, paid: heldMinor ?? amountMinor, held: heldMinor !== undefined }]
      }),
    ),
    returned: Object.fromEntries(
      earnBack.filter(({ amountMinor }) => amountMinor !== 0).map(({ id, amountMinor }) => [id, amountMinor]),
    ),
    totals: { charges: totals.chargesMinor, credits: totals.creditsMinor, net: totals.netMinor },
  }
}

/** The months of a case as the product settles them. */
function settled(one: OracleCase, calendars: readonly CalendarCase[]): MonthOutcome[] {
  const values = one.index?.values ?? []
  const base = monthNumber(one.index?.base ?? '2025-01')
  const series = seriesBook(
    values.map((value, at) => ['CPI', monthOfNumber(base + at), { digits: BigInt(value), scale: 2 }]),
  )
  const [from = '', to = from] = [one.months[0], one.months.at(-1)]
  const months = live(termsOf(one, calendars), historyOf(one), { from, to, series })
  return [...months.values()].map(({ statement }) => outcomeOf(statement))
}

/** Half of the cases lean to the edges of what can be drawn, half do not. */
function drawn(): { calendars: CalendarCase[]; cases: OracleCase[] } {
  const calendars = fc.sample(calendarCase, { numRuns: CALENDARS, seed: SEED })
  const leaning = fc.sample(oracleCase, { numRuns: Math.ceil(CASES / 2), seed: SEED })
  const even = fc.sample(fc.noBias(oracleCase), { numRuns: Math.floor(CASES / 2), seed: SEED + 1 })
  return { calendars, cases: [...leaning, ...even] }
}

const sizeOf = (one: OracleCase) => one.events.length + 5 * one.months.length + 3 * one.levels.length

test(
  'random agreements over random histories come to the same amounts in SQL, to the cent',
  { timeout: 300_000 },
  async () => {
    const { calendars, cases } = drawn()
    const bySql = await computed(cases, calendars)
    const differing = cases.flatMap((one, no) => {
      const months = settled(one, calendars)
      const at = months.findIndex(
        (month, ord) => JSON.stringify(sorted(month)) !== JSON.stringify(sorted(bySql[no]?.[ord])),
      )
      return at < 0 ? [] : [{ no, one, at, ours: months[at], theirs: bySql[no]?.[at] }]
    })
    console.log(`${told(cases, bySql.flat())}: ${differing.length} differ.`)
    const [smallest] = differing.sort((left, right) => sizeOf(left.one) - sizeOf(right.one))
    if (smallest) {
      const { one, at } = smallest
      const used = one.clocks.map(({ calendar }) => calendars[calendar])
      console.log(`The smallest, from seed ${SEED}, in ${one.months[at]}:`, JSON.stringify({ used, one }))
    }
    expect(sorted(smallest?.ours)).toEqual(sorted(smallest?.theirs))
    expect(differing.length).toBe(0)
  },
)

/** What was compared, so that a run that compares nothing is seen. */
function told(cases: readonly OracleCase[], months: readonly MonthOutcome[]): string {
  const lines = months.flatMap(({ credits }) => Object.values(credits))
  const levels = months.flatMap((month) => Object.values(month.levels))
  const counts = {
    agreements: cases.length,
    months: months.length,
    events: cases.reduce((sum, one) => sum + one.events.length, 0),
    'levels met': levels.filter(({ state }) => state === 'met').length,
    'levels missed': levels.filter(({ state }) => state.startsWith('missed')).length,
    'charge lines': months.flatMap(({ charges }) => Object.keys(charges)).length,
    'credit lines above zero': lines.filter(({ rounded }) => rounded > 0).length,
    'credit lines under a cap': lines.filter(({ rounded, paid }) => rounded > paid).length,
    'credits returned': months.flatMap(({ returned }) => Object.keys(returned)).length,
  }
  return Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')
}

/** With all keys in order, so that equal values have equal texts. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
