import { Workbook } from '@cj-tech-master/excelts'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { addMember } from '../../../kernel/access/commands.ts'
import type { NamedFile } from '../../../kernel/command.ts'
import { parseInstant } from '../../../kernel/time/instant.ts'
import { everyFigure } from '../../../terms/explanation.ts'
import { claimsWorld } from '../../testing/claims-world.ts'
import { observed } from '../../testing/observed-history.ts'
import { volumeByDay } from '../../volumes/commands.ts'
import {
  draftStatement,
  statement,
  statementEvidence,
  statementEvidenceFile,
  statementEvidenceGroups,
  statementFile,
  statementHistory,
} from '../commands.ts'

const claims = await claimsWorld()
const { world, client, provider, engagementWith, tenClaims, month, monthOver } = claims
const { call, clock } = world
const code = (expected: string) => ({ type: { code: expected } })

test('what is not due yet counts as late while the month is open, and the outlook says what it can still become', async () => {
  const onTime = Array.from({ length: 8 }, () =>
    observed(world.id(), 'received 2026-10-05T08:00Z', 'set-up 2026-10-05T09:00Z'),
  )
  const running = [1, 2].map(() => observed(world.id(), 'received 2026-10-15T08:00Z'))
  const engagementId = await engagementWith(...onTime.flat(), ...running.flat())
  clock.set(parseInstant('2026-10-15T09:00:00.000Z'))
  const asked = await call(client, statement, { engagementId, month })
  expect(asked.statement.serviceLevels[0]).toMatchObject({ numerator: 8, denominator: 10, state: 'missed-minimum' })
  expect(asked.outlook).toEqual([{ id: 'S2', notYetDue: 2, best: 'met' }])
  clock.set(monthOver)
  const { outlook } = await call(client, statement, { engagementId, month })
  expect(outlook).toEqual([{ id: 'S2', notYetDue: 0, best: 'missed-minimum' }])
  const { statementHash } = await call(provider, draftStatement, { engagementId, month })
  expect(await call(client, statement, { engagementId, month })).toMatchObject({ statementHash, outlook: [] })
})

test('the groups of a figure add up to it, and each opens exactly its items', async () => {
  const events = tenClaims().map((event, index) => ({
    ...event,
    facts: { channel: index % 3 === 0 ? 'web' : 'telephone' },
  }))
  const engagementId = await engagementWith(...events, ...observed(world.id(), 'received 2026-10-06T08:00Z'))
  const figureId = 'serviceLevels/S2/counted'
  const asked = { engagementId, month, figureId }
  const { count, rows } = await call(client, statementEvidenceGroups, asked)
  const channels = rows.filter(({ by }) => by === 'channel')
  expect(channels.map(({ is }) => is)).toContain(null)
  expect(channels.reduce((sum, group) => sum + group.count, 0)).toBe(count)
  const seen: string[] = []
  for (const { by, is, count: size } of channels) {
    const group = await call(client, statementEvidence, { ...asked, by, ...(is === null ? {} : { is }) })
    expect([is, group.count, group.rows.length]).toEqual([is, size, size])
    seen.push(...group.rows.map((row) => row.workItemId))
  }
  expect(new Set(seen).size).toBe(count)
})

test('the file of a figure has exactly the rows of its evidence, in both formats', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const asked = { engagementId, month, figureId: 'serviceLevels/S2/late' }
  const { rows } = await call(client, statementEvidence, asked)
  const csv = await call(provider, statementEvidenceFile, { ...asked, format: 'csv' })
  const [head, ...lines]: string[][] = parse(await wholeOf(csv))
  expect(head?.slice(0, 4)).toEqual(['item', 'result', 'clock started (Europe/Oslo)', 'clock started (UTC)'])
  expect(lines.map((line) => [line[0], line[1], line[3], line.at(-1)])).toEqual(
    rows.map((row) => [row.reference, 'late', '2026-10-05T08:00:00.000Z', row.workItemId]),
  )
  expect(csv.fileName).toBe('c-0042-2026-10-servicelevels-s2-late.csv')
  const workbook = new Workbook()
  await workbook.xlsx.load(await wholeOf(await call(client, statementEvidenceFile, { ...asked, format: 'xlsx' })))
  const sheet = workbook.worksheets[0]
  const late = rows.map((_row, index) => sheet?.getRow(index + 2).getCell(9).value)
  expect(late).toEqual(rows.map((row) => (row.lateByOpenMillis ?? 0) / 1_000))
})

test('the file of a statement has every figure of it', async () => {
  const engagementId = await engagementWith(...tenClaims())
  const { statement: shown } = await call(client, statement, { engagementId, month })
  const csv = await call(client, statementFile, { engagementId, month, format: 'csv' })
  const [, ...lines]: string[][] = parse(await wholeOf(csv))
  const figures = everyFigure(shown.figures)
  expect(lines.map(([id]) => id)).toEqual(figures.map(({ id }) => id))
  const net = lines.find(([id]) => id === 'totals/net')
  expect(Number(net?.[4]) * 100).toBeCloseTo(shown.totals.netMinor, 6)
})

test('the history of the levels tells frozen months and the one that is asked for', async () => {
  const engagementId = await engagementWith(...tenClaims(), ...observed(world.id(), 'received 2026-09-07T08:00Z'))
  const september = '2026-09'
  await call(provider, draftStatement, { engagementId, month: september })
  const { rows } = await call(client, statementHistory, { engagementId, month })
  expect(rows.map((row) => [row.month, row.state, row.levels[0]?.numerator, row.levels[0]?.denominator])).toEqual([
    [september, 'drafted', 0, 1],
    [month, 'open', 7, 9],
  ])
  const { rows: before } = await call(client, statementHistory, { engagementId, month: september })
  expect(before.map((row) => row.month)).toEqual([september])
})

test('what came in and was completed is counted by the days of the zone of the terms', async () => {
  const late = (id: string) => observed(id, 'received 2026-10-05T22:30Z')
  const engagementId = await engagementWith(...tenClaims(), ...late(world.id()))
  const { zone, rows } = await call(client, volumeByDay, { engagementId, month })
  expect(zone).toBe('Europe/Oslo')
  expect(rows).toHaveLength(31)
  expect(rows.filter(({ received }) => received !== 0).map((day) => [day.date, day.received, day.isOver])).toEqual([
    ['2026-10-05', 10, true],
    ['2026-10-06', 1, true],
  ])
  const agent = await world.member('provider', ['agent'])
  const joining = { engagementId, principalId: agent.principalId, party: 'provider' as const }
  await call(world.provider.administrator, addMember, { ...joining, roles: ['agent'] })
  await expect(call(agent, volumeByDay, { engagementId, month })).rejects.toMatchObject(code('forbidden'))
})

async function wholeOf({ bytes }: NamedFile): Promise<Buffer> {
  if (bytes instanceof Uint8Array) return Buffer.from(bytes)
  return Buffer.concat(await Array.fromAsync(bytes))
}
