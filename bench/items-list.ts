// Lists of work items: pages, jumps, counts and whole files of one engagement that has a hundred thousand items.
// Run: node bench/items-list.ts [items] [seconds to wait for autovacuum]
import { setTimeout as pause } from 'node:timers/promises'
import { workItemFile } from '../src/deliver/work-lists/commands.ts'
import * as lists from '../src/deliver/work-lists/store.ts'
import type { ItemView } from '../src/deliver/work-lists/model.ts'
import { criteriaOf } from '../src/deliver/work-lists/viewing.ts'
import type { NamedFile } from '../src/kernel/command.ts'
import { sql } from '../src/kernel/database/sql.ts'
import { monotonicMillis, systemClock } from '../src/kernel/time/clock.ts'
import { openWorkshop } from './support/workshop.ts'

const items = Number(process.argv[2] ?? 100_000)
const vacuumSeconds = Number(process.argv[3] ?? 75)
const rounds = 20
const dayMillis = 86_400_000
const workshop = await openWorkshop()
const { database, engagementId, gateway, call } = workshop
const now = systemClock.now()

/** A year of items, most of them completed; they stand in the table nearly as they came in. */
async function fill(): Promise<void> {
  const first = now - 365 * dayMillis
  const every = Math.floor((365 * dayMillis) / items)
  await database.tenant(engagementId, (tx) =>
    tx.query(sql`
      insert into work_item (engagement_id, work_item_id, reference, queue, state, version, origin, received_at,
        due_at, completed_at, holder_id, leased_until, facts)
      select ${engagementId}::uuid, gen_random_uuid(), 'CLM-' || (100000 + n),
        (array['motor', 'glass', 'travel'])[1 + n % 3],
        state, 3, 'live', at, case when state in ('open', 'held') then at + 28800000 end,
        case when state = 'completed' then at + (n % 100) * 600000 end,
        case when state = 'held' then gen_random_uuid() end, case when state = 'held' then 1 end,
        '{"channel":"' || (array['web', 'phone'])[1 + n % 2] || '","outcome":"' ||
          case when n % 1000 = 0 then 'rare' else 'set-up' end || '"}'
      from (select n, ${first}::bigint + n * ${every}::bigint as at, case when n % 100 < 90 then 'completed'
        when n % 100 < 95 then 'open' when n % 100 < 96 then 'held' when n % 100 < 98 then 'asked'
        else 'withdrawn' end as state from generate_series(1, ${items}::int) n) made order by n / 500, md5(n::text)`),
  )
}

async function median(once: () => Promise<unknown>): Promise<string> {
  const all: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = monotonicMillis()
    await once()
    all.push(monotonicMillis() - begun)
  }
  all.sort((a, b) => a - b)
  const at = (share: number) => (all[Math.floor((rounds - 1) * share)] ?? 0).toFixed(1).padStart(6)
  return `p50 ${at(0.5)} ms   p95 ${at(0.95)} ms`
}

async function timed(what: string, view: ItemView, skip: number): Promise<void> {
  const criteria = criteriaOf(view, { zone: 'Europe/Oslo', now, principalId: engagementId })
  const page = { after: undefined, skip, limit: 101 }
  const told = await median(() =>
    database.read(engagementId, async (tx) => {
      const ids = await lists.idsOf(tx, engagementId, criteria, page)
      await lists.itemsOf(tx, engagementId, ids, engagementId)
    }),
  )
  console.log(`  ${what.padEnd(52)} ${told}`)
}

async function counted(what: string, view: ItemView): Promise<void> {
  const criteria = criteriaOf(view, { zone: 'Europe/Oslo', now, principalId: engagementId })
  const most = { now, most: 200_001 }
  const told = await median(() =>
    database.read(engagementId, (tx) => lists.bucketsOf(tx, engagementId, criteria, most)),
  )
  console.log(`  ${what.padEnd(52)} ${told}`)
}

async function everyList(): Promise<void> {
  await timed('first page, earliest received', {}, 0)
  await timed('jump to the middle', {}, items / 2)
  await timed('jump to the end', {}, items - 100)
  await timed('first page, due first', { sort: 'due' }, 0)
  await timed('jump to the middle, due first', { sort: 'due' }, items / 2)
  await timed('jump to the middle, completed last', { sort: 'completed' }, items / 2)
  await timed('jump to the middle, by reference', { sort: 'reference' }, items / 2)
  await timed('first page, open and late, by due', { state: 'open', late: 'yes', sort: 'due' }, 0)
  await timed('jump to the middle of the completed', { state: 'completed', sort: 'completed' }, items * 0.45)
  await timed('first page, reference begins with CLM-1234', { reference: 'CLM-1234' }, 0)
  await timed('first page, a fact that one in a thousand has', { fact: 'outcome=rare' }, 0)
  await counted('counts of all, by state and queue', {})
  await counted('counts of a month, by state and queue', { completedIn: '2026-03' })
}

async function file(format: 'csv' | 'xlsx'): Promise<void> {
  const begun = monotonicMillis()
  const before = process.memoryUsage().heapUsed
  const made: NamedFile = await call(gateway, workItemFile, { engagementId, format })
  let [bytes, most] = [0, 0]
  for await (const chunk of made.bytes as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    most = Math.max(most, process.memoryUsage().heapUsed - before)
  }
  const mib = (of: number) => (of / 1_048_576).toFixed(1)
  const seconds = ((monotonicMillis() - begun) / 1_000).toFixed(1)
  console.log(
    `  ${format} of all: ${mib(bytes)} MiB in ${seconds} s, at most ${mib(most)} MiB of heap more than before`,
  )
}

await fill()
console.log(`${items} items, just written, never vacuumed:`)
await everyList()
await pause(vacuumSeconds * 1_000)
console.log(`the same, ${vacuumSeconds} s later:`)
await everyList()
await file('csv')
await file('xlsx')
await workshop.close()
