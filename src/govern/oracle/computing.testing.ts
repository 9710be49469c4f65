import { Client } from 'pg'
import { emptyDatabase } from '../../kernel/database/testing.ts'
import { loginAs } from '../../kernel/database/session/login.ts'
import { attainmentSql } from './attainment-sql.testing.ts'
import type { CalendarCase } from './calendar-case.testing.ts'
import type { OracleCase } from './case.testing.ts'
import { chargesSql } from './charges-sql.testing.ts'
import { creditsSql, ladderSql, monthOfCredits, resultsSql } from './credits-sql.testing.ts'
import { timeSql } from './time-sql.testing.ts'

/** What a month comes to, in whole minor units: by SQL, or read off a statement. */
export type MonthOutcome = {
  readonly levels: Readonly<Record<string, { numerator: number; denominator: number; state: string }>>
  readonly charges: Readonly<Record<string, { minor: number; units?: number }>>
  readonly credits: Readonly<Record<string, { rounded: number; paid: number; held: boolean }>>
  readonly returned: Readonly<Record<string, number>>
  readonly totals: { readonly charges: number; readonly credits: number; readonly net: number }
}

/** Computes all months of all cases in Postgres, set by set; TypeScript adds nothing up. */
export async function computed(
  cases: readonly OracleCase[],
  calendars: readonly CalendarCase[],
): Promise<MonthOutcome[][]> {
  const client = new Client(loginAs(await emptyDatabase(), 'administrator'))
  await client.connect()
  try {
    await client.query('create table given (zones text[], calendars jsonb, cases jsonb)')
    const zones = [...new Set([...calendars, ...cases].map(({ zone }) => zone))]
    await client.query('insert into given values ($1, $2, $3)', [
      zones,
      JSON.stringify(calendars),
      JSON.stringify(cases),
    ])
    for (const script of [timeSql, attainmentSql, chargesSql, creditsSql, ladderSql]) await client.query(script)
    const months = Math.max(...cases.map((one) => one.months.length))
    for (let ord = 0; ord < months; ord += 1) {
      for (const statement of monthOfCredits) await client.query(statement, [ord])
    }
    const { rows } = await client.query<{ no: number; result: MonthOutcome }>(resultsSql)
    return cases.map((_, no) => rows.filter((row) => row.no === no).map(({ result }) => result))
  } finally {
    await client.end()
  }
}
