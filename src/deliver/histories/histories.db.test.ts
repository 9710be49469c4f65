import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { testWorld, type Person } from '../../app/testing.ts'
import { addMember } from '../../kernel/access/commands.ts'
import { sql } from '../../kernel/database/sql.ts'
import { uploadFile } from '../../kernel/files/commands.ts'
import { sha256, toHex, utf8Bytes, utf8Text } from '../../kernel/record/format/digest.ts'
import { recordEntries } from '../../kernel/record/reading/commands.ts'
import { monotonicMillis } from '../../kernel/time/clock.ts'
import { claimNextWorkItem, receiveWorkItem, reopenWorkItem, withdrawWorkItem } from '../work-items/commands.ts'
import {
  cancelImport,
  finishImport,
  historyImport,
  historyImports,
  importRejects,
  observeWorkItems,
  resumeImport,
  startImport,
} from './commands.ts'
import { type Mapping, suggestMapping } from './mapping.ts'
import type { HistoryImport } from './model.ts'
import { importedItemId } from './observing.ts'
import { scanLog } from './reading/caged.ts'

const world = await testWorld()
const { call, id } = world
const engineer = await world.member('provider', ['engineer'])
const owner = await world.member('client', ['process-owner'])
const agent = await world.member('provider', ['agent'])
const logs = path.resolve('../shared/data/eventlogs')

const mapping: Mapping = {
  classifier: 'activity',
  events: { Register: 'received', Close: 'completed' },
  unmapped: 'keep',
}
const header = 'case,activity,timestamp\n'
const code = (name: string) => ({ type: { code: name } })

/** Cases of four events each: registered, checked, asked, closed. */
function cases(prefix: string, count: number): string {
  const steps = ['Register', 'Check', 'Ask', 'Close']
  const lines = Array.from({ length: count }, (_, n) =>
    steps.map((step, hour) => `${prefix}${n},${step},2026-01-05T0${hour}:00:00Z\n`).join(''),
  )
  return header + lines.join('')
}

function xes(traces: Readonly<Record<string, readonly (readonly [name: string, at: string])[]>>): string {
  const event = ([name, at]: readonly [string, string]) =>
    `<event><string key="concept:name" value="${name}"/><string key="org:resource" value="Kari Nordmann"/>` +
    `<date key="time:timestamp" value="${at}"/></event>`
  const trace = (name: string) =>
    `<trace><string key="concept:name" value="${name}"/>${(traces[name] ?? []).map(event).join('')}</trace>`
  return `<?xml version="1.0"?><log>${Object.keys(traces).map(trace).join('')}</log>`
}

async function upload(engagementId: string, who: Person, content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === 'string' ? utf8Bytes(content) : content
  const fileId = id()
  const input = { engagementId, fileId, name: 'log', sha256: toHex(sha256(bytes)), mediaType: 'text/csv' }
  await call(who, uploadFile, input, {
    bytes: (async function* () {
      yield bytes
    })(),
  })
  return fileId
}

interface Start {
  readonly engagementId?: string
  readonly who?: Person
  readonly mapping?: Mapping
}

async function start(content: string | Uint8Array, given: Start = {}): Promise<string> {
  const { engagementId = world.engagementId, who = engineer } = given
  const fileId = await upload(engagementId, who, content)
  const importId = id()
  await call(who, startImport, { engagementId, importId, fileId, mapping: given.mapping ?? mapping, queue: 'claims' })
  return importId
}

const look = (importId: string, engagementId = world.engagementId, who = engineer) =>
  call(who, historyImport, { engagementId, importId })

async function until(importId: string, holds: (found: HistoryImport) => boolean): Promise<HistoryImport> {
  for (;;) {
    const found = await look(importId)
    if (holds(found)) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const ended = (importId: string) => until(importId, (found) => found.state !== 'running')

async function run(content: string | Uint8Array, given: Start = {}): Promise<HistoryImport> {
  return ended(await start(content, given))
}

/** Items and events of a reference prefix, as the tables hold them. */
async function counted(prefix: string, engagementId = world.engagementId) {
  return world.database.read(engagementId, async (tx) => {
    const rows = await tx.query<{ items: number; completed: number; events: number }>(sql`
      select count(distinct w.work_item_id)::int as items, count(e.entry_id)::int as events,
        (count(distinct w.work_item_id) filter (where w.state = 'completed'))::int as completed
      from work_item w left join work_item_event e
        on e.engagement_id = w.engagement_id and e.work_item_id = w.work_item_id
      where w.engagement_id = ${engagementId} and w.reference like ${`${prefix}%`}`)
    return rows[0]
  })
}

async function rejectText(importId: string): Promise<string> {
  const answer = await call(engineer, importRejects, { engagementId: world.engagementId, importId })
  let text = ''
  if (answer instanceof Uint8Array) return utf8Text(answer)
  for await (const chunk of answer) text += utf8Text(chunk)
  return text
}

async function entriesOf(subjectPrefix: string) {
  await world.app.sequencer.drain(world.engagementId)
  const found: { id: string; type: string; subject: string; actor: { id: string; kind: string }; body: unknown }[] = []
  for (let from = 0; ;) {
    const page = await call(engineer, recordEntries, { engagementId: world.engagementId, from, limit: 1_000 })
    found.push(...page.rows.map((row) => row.entry as (typeof found)[number]))
    if (page.rows.length < 1_000) return found.filter((entry) => entry.subject.startsWith(subjectPrefix))
    from = page.nextFrom
  }
}

test('a log in XES becomes work items with their history in the record, without the names of people', async () => {
  const log = xes({
    'X-1': [
      ['Register', '2026-01-05T09:00:00+01:00'],
      ['Second look', '2026-01-05T10:00:00+01:00'],
      ['Close', '2026-01-05T11:30:00+01:00'],
    ],
    'X-2': [['Register', '2026-01-06T09:00:00+01:00']],
  })
  const found = await run(gzipSync(log))
  expect(found).toMatchObject({ state: 'completed', message: null, endedAt: world.clock.now() })
  expect(found.progress).toMatchObject({
    cases: 2,
    items: 2,
    eventsRead: 4,
    recorded: 4,
    known: 0,
    rejected: 0,
    dropped: 0,
  })
  expect(found.progress.bytesRead).toBe(found.progress.bytesTotal)
  expect(await counted('X-')).toEqual({ items: 2, events: 4, completed: 1 })
  const entries = (await entriesOf('work-item/')).filter((entry) => entry.type === 'work-item-observed')
  expect(entries.slice(0, 3).map((entry) => entry.body)).toEqual([
    { event: 'received', occurredAt: '2026-01-05T08:00:00.000Z', reference: 'X-1', queue: 'claims' },
    { event: 'second-look', occurredAt: '2026-01-05T09:00:00.000Z' },
    { event: 'completed', occurredAt: '2026-01-05T10:30:00.000Z' },
  ])
  expect(entries[0]?.actor).toMatchObject({ id: engineer.principalId, kind: 'system' })
  expect(JSON.stringify(entries)).not.toContain('Nordmann')
  const [started, imported] = await entriesOf(`history-import/${found.importId}`)
  expect(started).toMatchObject({ type: 'history-import-started', actor: { id: engineer.principalId, kind: 'person' } })
  expect(imported).toMatchObject({
    type: 'history-imported',
    body: { sha256: toHex(sha256(gzipSync(log))), events: 4, recorded: 4, items: 2, rejected: 0 },
  })
})

test('importing the same log again, by anybody, changes nothing; a longer one adds only what is new', async () => {
  expect((await run(cases('R', 10))).progress).toMatchObject({ items: 10, recorded: 40 })
  const again = await run(cases('R', 10), { who: owner })
  expect(again.progress).toMatchObject({ items: 0, recorded: 0, known: 40, rejected: 0 })
  const longer = await run(`${cases('R', 12)}R0,Close,2026-01-07T00:00:00Z\n`)
  expect(longer.progress).toMatchObject({ items: 2, recorded: 9, known: 40 })
  expect(await counted('R')).toEqual({ items: 12, events: 49, completed: 12 })
})

test('what cannot be taken stands in the reject file with its row, case and reason; the rest is imported', async () => {
  const live = { engagementId: world.engagementId, workItemId: id(), reference: 'J-live', queue: 'claims' }
  await call(engineer, receiveWorkItem, live)
  const rows = ['J1,Register,2026-01-05T08:00:00Z', 'J2,Check,yesterday', ',Check,2026-01-05T08:00:00Z', 'J3,Check']
  const log = `${header}${rows.join('\n')}\nJ-live,Check,2026-01-05T08:00:00Z\n"=J4",Register,2026-01-05T08:00:00Z\n`
  const found = await run(log)
  expect(found.progress).toMatchObject({ eventsRead: 6, recorded: 2, rejected: 4, items: 2 })
  expect((await rejectText(found.importId)).split('\r\n')).toEqual([
    'row,case,reason',
    expect.stringMatching(/^3,J2,"?.*yesterday/),
    '4,,the row has no case',
    expect.stringMatching(/^5,,.*2 fields/),
    expect.stringMatching(/^6,J-live,.*worked on here/),
    '',
  ])
  expect(await counted('J')).toEqual({ items: 2, events: 2, completed: 0 })
  expect(await counted('=J')).toEqual({ items: 1, events: 1, completed: 0 })
})

test('imported items are never handed to a worker, taken back or opened again', async () => {
  const queue = 'only-imported'
  const event = {
    key: '6b0a7c1e-52f1-8c3d-9a40-0d5a3f1b2c4d',
    reference: 'N1',
    name: 'received',
    at: 1_767_596_400_000,
  }
  const told = await call(engineer, observeWorkItems, { engagementId: world.engagementId, queue, events: [event] })
  expect(told).toEqual({ recorded: 1, known: 0, items: 1, rejects: [] })
  const claim = call(agent, claimNextWorkItem, { engagementId: world.engagementId, queue })
  await expect(claim).rejects.toMatchObject(code('nothing-to-claim'))
  const item = { engagementId: world.engagementId, workItemId: importedItemId(world.engagementId, 'N1') }
  const withdrawal = call(owner, withdrawWorkItem, { ...item, ground: 'duplicate' })
  await expect(withdrawal).rejects.toMatchObject(code('wrong-state'))
  const done = { ...event, key: '6b0a7c1e-52f1-8c3d-9a40-0d5a3f1b2c4e', name: 'completed' }
  await call(engineer, observeWorkItems, { engagementId: world.engagementId, queue, events: [done] })
  const reopening = call(owner, reopenWorkItem, { ...item, ground: 'defect' })
  await expect(reopening).rejects.toMatchObject(code('wrong-state'))
})

test('events observed elsewhere can be told directly; a key that stands for another entry is refused', async () => {
  const { engagementId } = world
  const event = (key: string, reference: string) => ({ key, reference, name: 'checked', at: 1_767_596_400_000 })
  const key = '7b0a7c1e-52f1-8c3d-9a40-0d5a3f1b2c4d'
  const first = { engagementId, queue: 'claims', events: [event(key, 'D1'), event(key, 'D1'), event(key, 'D2')] }
  expect(await call(engineer, observeWorkItems, first)).toMatchObject({
    recorded: 1,
    known: 1,
    items: 1,
    rejects: [{ index: 2 }],
  })
  const second = { engagementId, queue: 'claims', events: [event(key, 'D1'), event(key, 'D3')] }
  expect(await call(engineer, observeWorkItems, second)).toMatchObject({
    recorded: 0,
    known: 1,
    items: 0,
    rejects: [{ index: 1 }],
  })
  expect(await counted('D')).toEqual({ items: 1, events: 1, completed: 0 })
})

test('a cancelled import stops within a second, imports nothing after the answer, and goes on when resumed', async () => {
  const importId = await start(cases('S', 8_000))
  await until(importId, (found) => found.progress.eventsRead > 0)
  const began = monotonicMillis()
  await call(owner, cancelImport, { engagementId: world.engagementId, importId })
  const stopped = await look(importId)
  expect(monotonicMillis() - began).toBeLessThan(1_000)
  expect(stopped.state).toBe('cancelled')
  expect(stopped.progress.eventsRead).toBeLessThan(32_000)
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect((await look(importId)).progress).toEqual(stopped.progress)
  expect((await counted('S'))?.events).toBe(stopped.progress.recorded)
  await expect(call(owner, cancelImport, { engagementId: world.engagementId, importId })).rejects.toMatchObject(
    code('import-not-running'),
  )
  await call(owner, resumeImport, { engagementId: world.engagementId, importId })
  const found = await ended(importId)
  expect(found).toMatchObject({
    state: 'completed',
    progress: { recorded: 32_000, items: 8_000, known: 0, rejected: 0 },
  })
  expect(await counted('S')).toEqual({ items: 8_000, events: 32_000, completed: 8_000 })
}, 120_000)

test('a log that cannot be read fails with what to mend, keeps what came before, and can be resumed', async () => {
  const whole = gzipSync(cases('F', 3_000))
  const found = await run(whole.subarray(0, whole.length - 200))
  expect(found).toMatchObject({ state: 'failed', message: expect.stringContaining('cut off') })
  expect(found.message).not.toContain(world.filesFolder)
  expect(found.progress.recorded).toBeGreaterThan(0)
  await call(engineer, resumeImport, { engagementId: world.engagementId, importId: found.importId })
  const again = await ended(found.importId)
  expect(again.state).toBe('failed')
  expect(again.progress.recorded).toBeGreaterThanOrEqual(found.progress.recorded)
  expect((await counted('F'))?.events).toBe(again.progress.recorded)
  expect((await run(whole)).progress).toMatchObject({ recorded: 12_000 - again.progress.recorded, rejected: 0 })
}, 60_000)

test('whose right is taken away imports no more; somebody else lets the import go on in their own place', async () => {
  const leaver = await world.member('provider', ['engineer'])
  const importId = await start(cases('L', 4_000), { who: leaver })
  await until(importId, (found) => found.progress.eventsRead > 0)
  const membership = { engagementId: world.engagementId, principalId: leaver.principalId, party: 'provider' as const }
  await call(world.provider.administrator, addMember, { ...membership, roles: ['agent'] })
  const stopped = await ended(importId)
  expect(stopped).toMatchObject({ state: 'failed', message: expect.stringContaining('may not import any more') })
  expect(stopped.progress.recorded).toBeLessThan(16_000)
  await call(owner, resumeImport, { engagementId: world.engagementId, importId })
  const found = await ended(importId)
  expect(found).toMatchObject({ state: 'completed', startedBy: leaver.principalId, progress: { recorded: 16_000 } })
  const actors = await world.database.read(world.engagementId, (tx) =>
    tx.query<{ actor_id: string }>(sql`
      select distinct e.actor_id from work_item w join work_item_event e
        on e.engagement_id = w.engagement_id and e.work_item_id = w.work_item_id
      where w.engagement_id = ${world.engagementId} and w.reference like 'L%'`),
  )
  expect(actors.map((row) => row.actor_id).sort()).toEqual([leaver.principalId, owner.principalId].sort())
}, 60_000)

test('two imports of the same log at the same time record each event once', async () => {
  const both = await Promise.all([start(cases('T', 2_000)), start(cases('T', 2_000), { who: owner })])
  const found = await Promise.all(both.map(ended))
  expect(found.map((one) => one.state)).toEqual(['completed', 'completed'])
  expect(found.reduce((sum, one) => sum + one.progress.recorded, 0)).toBe(8_000)
  expect(found.reduce((sum, one) => sum + one.progress.items, 0)).toBe(2_000)
  expect(await counted('T')).toEqual({ items: 2_000, events: 8_000, completed: 2_000 })
}, 60_000)

test('nobody but the job of an import moves it or says that its log is through', async () => {
  const { engagementId } = world
  const importId = await start(cases('P', 1))
  await ended(importId)
  const other = await start(cases('Q', 20_000))
  const step = { importId: other, from: 0, to: 1, bytesRead: 0, cases: 0, rejects: [] }
  const told = { engagementId, queue: 'claims', events: [], step }
  await expect(call(engineer, observeWorkItems, told)).rejects.toMatchObject(code('forbidden'))
  const end = { engagementId, importId: other, outcome: 'completed' as const, at: 0, message: null }
  await expect(call(engineer, finishImport, end)).rejects.toMatchObject(code('forbidden'))
  await call(engineer, cancelImport, { engagementId, importId: other })
  await expect(call(agent, startImport, { ...told, importId: id(), fileId: id(), mapping })).rejects.toMatchObject(
    code('forbidden'),
  )
})

test('a stranger sees no import and no file, and another engagement has neither', async () => {
  const importId = await start(cases('Z', 1))
  await ended(importId)
  const stranger = world.stranger.administrator
  await expect(look(importId, world.engagementId, stranger)).rejects.toMatchObject(code('not-found'))
  const other = await world.engagement()
  const administrator = world.provider.administrator
  await expect(call(administrator, historyImport, { engagementId: other, importId })).rejects.toMatchObject({
    name: 'Refusal',
  })
  const seen = await world.database.read(other, (tx) =>
    tx.query(sql`select 1 from history_import union all select 1 from file`),
  )
  expect(seen).toEqual([])
  const page = await call(engineer, historyImports, { engagementId: world.engagementId, limit: 1 })
  expect(page.rows).toHaveLength(1)
  expect(page.nextCursor).not.toBeNull()
})

const known = [
  { name: '01_running-example.xes.gz', items: 6, recorded: 42, rejected: 0 },
  { name: '02_teleclaims.xes.gz', items: 3_512, recorded: 46_138, rejected: 0 },
  { name: '03_repairExample.xes.gz', items: 1_104, recorded: 11_855, rejected: 0 },
  { name: '04_reviewing.xes.gz', items: 100, recorded: 3_730, rejected: 0 },
  { name: '11_tickets.xes.gz', items: 9, recorded: 43, rejected: 0 },
  { name: 'xes_20.xes', items: 0, recorded: 0, rejected: 1 },
  { name: 'interval_event_log.csv', items: 1_266, recorded: 16_218, rejected: 0 },
]

for (const { name, ...counts } of known) {
  const file = path.join(logs, name)
  test.skipIf(!existsSync(file))(
    `${name} is imported whole in one go (skipped where the data is absent)`,
    async () => {
      // The logs share case numbers, so each has an engagement of its own.
      const engagementId = await world.engagement()
      const { administrator } = world.provider
      const rolesFor = { engagementId, principalId: administrator.principalId, party: 'provider' as const }
      await call(administrator, addMember, { ...rolesFor, roles: ['delivery-manager'] })
      const suggested = { ...suggestMapping(await scanLog(file)), zone: 'Europe/Oslo' }
      const importId = await start(await readFile(file), { engagementId, who: administrator, mapping: suggested })
      let found = await look(importId, engagementId, administrator)
      while (found.state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, 50))
        found = await look(importId, engagementId, administrator)
      }
      expect(found).toMatchObject({ state: 'completed', progress: { ...counts, known: 0, dropped: 0 } })
      expect((await counted('', engagementId))?.events).toBe(counts.recorded)
      await world.app.sequencer.drain(engagementId)
    },
    120_000,
  )
}
