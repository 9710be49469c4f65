import { afterEach, expect, test } from 'vitest'
import { testDatabase } from '../database/testing.ts'
import { sql } from '../database/sql.ts'
import { newUuid } from '../uuid.ts'
import { endWake, leaseWakes, renewWake, wakeAt, type LeasedWake } from './store.ts'
import { startWaker, type Reacted, type Reaction, type Waker } from './waking.ts'

const database = await testDatabase()
const start = 1_767_596_400_000
const clock = { at: start, now: () => clock.at }
const engagementId = newUuid(start)
const wakers: Waker[] = []

afterEach(async () => {
  await Promise.all(wakers.splice(0).map((waker) => waker.stop()))
  await database.directory((tx) => tx.query(sql`delete from wake`))
})

/** A process that reacts to `test` wakes; failures of its reactions are collected. */
function processWith(reaction: Reaction): { readonly waker: Waker; readonly failures: unknown[] } {
  const failures: unknown[] = []
  const waker = startWaker({ database, clock, reactions: { test: reaction }, failed: (error) => failures.push(error) })
  wakers.push(waker)
  return { waker, failures }
}

const wish = (thingId: string, dueAt: number) =>
  database.tenant(engagementId, async (tx) => wakeAt(tx, { engagementId, kind: 'test', thingId, dueAt }))

interface WakeRow {
  readonly thing_id: string
  readonly due_at: number
  readonly attempts: number
  readonly failure: string | null
}

const standing = () =>
  database.read(null, (tx) =>
    tx.query<WakeRow>(sql`select thing_id, due_at, attempts, failure from wake order by thing_id`),
  )

/** Lets the wakers look several times, until it holds or for two seconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    if (await holds()) return
    for (const waker of wakers) waker.nudge()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('It did not come to hold within two seconds.')
}

async function severalRounds(): Promise<void> {
  let rounds = 0
  await until(() => (rounds += 1) > 10)
}

test('with two processes every timer fires once, and never early', async () => {
  const fired: { readonly thing: string; readonly at: number; readonly dueAt: number }[] = []
  const reaction: Reaction = async (wake) => {
    fired.push({ thing: wake.thingId, at: clock.now(), dueAt: wake.dueAt })
    return { done: true }
  }
  processWith(reaction)
  processWith(reaction)
  for (let n = 0; n < 40; n += 1) await wish(`thing-${n}`, clock.now() + 1_000 + n * 100)
  await severalRounds()
  expect(fired).toEqual([])
  for (let step = 0; step < 10; step += 1) {
    clock.at += 500
    await until(async () => (await standing()).every((row) => row.due_at > clock.now()))
  }
  await until(() => fired.length >= 40)
  await severalRounds()
  expect(new Set(fired.map(({ thing }) => thing)).size).toBe(40)
  expect(fired).toHaveLength(40)
  expect(fired.filter(({ at, dueAt }) => at < dueAt)).toEqual([])
  expect(await standing()).toEqual([])
})

test('a wake that fails is tried again later, and its reason can be read meanwhile', async () => {
  let tries = 0
  const { failures } = processWith(async (): Promise<Reacted> => {
    tries += 1
    if (tries < 3) throw new Error(`try ${tries} failed`)
    return { done: true }
  })
  await wish('fragile', clock.now())
  await until(() => tries === 1)
  await until(async () => (await standing())[0]?.failure === 'try 1 failed')
  await severalRounds()
  expect(tries).toBe(1)
  clock.at += 1_000
  await until(async () => (await standing())[0]?.failure === 'try 2 failed')
  expect(await standing()).toMatchObject([{ attempts: 2, due_at: clock.now() + 2_000 }])
  clock.at += 1_999
  await severalRounds()
  expect(tries).toBe(2)
  clock.at += 1
  await until(async () => (await standing()).length === 0)
  expect(tries).toBe(3)
  expect(failures.map(String)).toEqual(['Error: try 1 failed', 'Error: try 2 failed'])
})

test('a wake that nobody has a reaction for stays, with the reason', async () => {
  const { failures } = processWith(async () => ({ done: true }))
  const unknown = { engagementId, kind: 'no-such-kind', thingId: 'x', dueAt: clock.now() }
  await database.tenant(engagementId, async (tx) => wakeAt(tx, unknown))
  await until(async () => (await standing())[0]?.failure !== null)
  expect(await standing()).toMatchObject([{ failure: 'No reaction is known to no-such-kind.' }])
  expect(failures).toHaveLength(1)
})

async function leaseAsDead(): Promise<LeasedWake> {
  const lease = { now: clock.now(), leasedUntil: clock.now() + 15_000, most: 1 }
  const [wake] = await database.directory((tx) => leaseWakes(tx, lease))
  if (wake === undefined) throw new Error('Nothing was due.')
  return wake
}

test('the wake of a process that died is taken over when its lease ends, and not before', async () => {
  const fired: number[] = []
  await wish('orphan', clock.now())
  const dead = await leaseAsDead()
  processWith(async () => {
    fired.push(clock.now())
    return { done: true }
  })
  clock.at += 14_999
  await severalRounds()
  expect(fired).toEqual([])
  clock.at += 1
  await until(() => fired.length === 1)
  await until(async () => (await standing()).length === 0)
  // The dead one comes back: the wake is not its own any more.
  expect(await database.directory((tx) => renewWake(tx, dead, clock.now() + 15_000))).toBe(false)
})

test('whoever lost a wake to another process can neither end it nor put it off', async () => {
  await wish('contested', clock.now())
  const slow = await leaseAsDead()
  clock.at += 15_000
  const quick = await leaseAsDead()
  expect(quick.fence).toBe(slow.fence + 1)
  expect(await database.directory((tx) => endWake(tx, slow))).toBe(false)
  expect(await standing()).toHaveLength(1)
  expect(await database.directory((tx) => endWake(tx, quick))).toBe(true)
  expect(await standing()).toEqual([])
})

test('of two wishes for one thing the earlier counts', async () => {
  await wish('twice', clock.now() + 9_000)
  await wish('twice', clock.now() + 5_000)
  await wish('twice', clock.now() + 7_000)
  expect(await standing()).toMatchObject([{ due_at: clock.now() + 5_000 }])
})

test('a wish that comes while its reaction runs is not lost with the end of that reaction', async () => {
  let fired = 0
  processWith(async () => {
    fired += 1
    if (fired === 1) await wish('again', clock.now() + 3_000)
    return { done: true }
  })
  await wish('again', clock.now())
  await until(() => fired >= 1)
  clock.at += 3_000
  await until(async () => (await standing()).length === 0)
  expect(fired).toBeGreaterThanOrEqual(2)
})

test('a reaction that asks for a later instant is woken then', async () => {
  const fired: number[] = []
  const first = clock.now()
  processWith(async () => {
    fired.push(clock.now())
    return fired.length === 1 ? { againAt: first + 10_000 } : { done: true }
  })
  await wish('later', first)
  await until(async () => (await standing())[0]?.due_at === first + 10_000)
  clock.at = first + 9_999
  await severalRounds()
  clock.at = first + 10_000
  await until(async () => (await standing()).length === 0)
  expect(fired).toEqual([first, first + 10_000])
})

test('a process that stops lets its reactions end first, and takes up no more', async () => {
  const steps: string[] = []
  const release = Promise.withResolvers<boolean>()
  const { waker } = processWith(async (_wake, keepsLease) => {
    steps.push('begun')
    await release.promise
    steps.push(`keeps ${await keepsLease()}`)
    return { done: true }
  })
  await wish('long', clock.now())
  await until(() => steps.length === 1)
  const stopping = waker.stop()
  await wish('after', clock.now())
  release.resolve(true)
  await stopping
  expect(steps).toEqual(['begun', 'keeps false'])
  expect((await standing()).map((row) => row.thing_id)).toEqual(['after'])
})
