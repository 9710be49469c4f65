/** A work item has one holder: whoever claims beside whom, and whoever dies with it in hand. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { testWorld } from '../src/app/testing.ts'
import { claimNextWorkItem, nothingToClaim, receiveWorkItem, workItem } from '../src/deliver/work-items/commands.ts'
import { call, CallRefused, type Connection } from '../src/kernel/client/call.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { openDesk } from './support/desk.ts'
import { databaseUrlOf, startProduct, type ProductOptions } from './support/product.ts'

// The processes of the second test manage their own release; beside another server it would prove nothing new.
const isOtherServer =
  process.env['TEST_DATABASE_URL'] !== undefined || (process.env['COUNTERPART_TEST_POSTGRES'] ?? '18') !== '18'
const itemCount = 5_000
const workerCount = 32
const returnMillisMax = 30_000

test('thirty-two workers share 5,000 items of one process, and none is held twice', async () => {
  const world = await testWorld()
  const { engagementId } = world
  const gateway = await world.member('client', ['engineer'])
  const agents = await Promise.all(Array.from({ length: workerCount }, () => world.member('provider', ['agent'])))
  await shareOut(itemCount, 128, () => {
    const workItemId = world.id()
    return world.call(gateway, receiveWorkItem, { engagementId, workItemId, reference: workItemId, queue: 'race' })
  })
  const held = await Promise.all(
    agents.map((agent) => claimAll(() => world.call(agent, claimNextWorkItem, { engagementId, queue: 'race' }))),
  )
  expect(tally(held.flat())).toEqual({ claims: itemCount, items: itemCount, firstFences: itemCount })
}, 120_000)

test.skipIf(isOtherServer)(
  'two processes on one database never give an item to two workers, and a dead worker’s item comes back',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'counterpart-claims-'))
    const [first, second] = await startTwo(folder)
    const desk = await openDesk(first.url, first.operator, workerCount + 1)
    const { engagementId, gateway } = desk
    const [dead, ...agents] = desk.agents
    if (dead === undefined) throw new Error('The desk has no agents.')
    const receive = (url: string, queue: string) => {
      const workItemId = randomUUID()
      return call(by(url, gateway), receiveWorkItem, { engagementId, workItemId, reference: workItemId, queue })
    }
    await receive(first.url, 'dropped')
    const dropped = await call(by(first.url, dead), claimNextWorkItem, { engagementId, queue: 'dropped' })
    const droppedAt = monotonicMillis()
    const back = claimOnceBack(by(second.url, agents[0] ?? dead), engagementId, 'dropped').then((returned) => ({
      returned,
      goneMillis: monotonicMillis() - droppedAt,
    }))
    let sent = 0
    await shareOut(itemCount, 128, () => receive((sent += 1) % 2 === 0 ? first.url : second.url, 'race'))
    const held = await Promise.all(
      agents.map((agent, index) => {
        const { url } = index % 2 === 0 ? first : second
        return claimAll(() => call(by(url, agent), claimNextWorkItem, { engagementId, queue: 'race' }))
      }),
    )
    expect(tally(held.flat())).toEqual({ claims: itemCount, items: itemCount, firstFences: itemCount })
    const { returned, goneMillis } = await back
    console.log(`claims: the item of a worker that died was claimable after ${Math.round(goneMillis)} ms`)
    expect(returned).toMatchObject({ fence: 2, item: { workItemId: dropped.item.workItemId } })
    expect(goneMillis).toBeLessThanOrEqual(returnMillisMax)
    const { events } = await call(by(second.url, gateway), workItem, {
      engagementId,
      workItemId: dropped.item.workItemId,
    })
    expect(events.map((event) => event.name)).toEqual(['received', 'claimed', 'lease-expired', 'claimed'])
  },
  200_000,
)

interface Claimed {
  readonly fence: number
  readonly item: { readonly workItemId: string }
}

function tally(held: readonly Claimed[]) {
  const items = new Set(held.map((one) => one.item.workItemId)).size
  return { claims: held.length, items, firstFences: held.filter((one) => one.fence === 1).length }
}

/** Claims until nothing is left. */
async function claimAll(claim: () => Promise<Claimed>): Promise<Claimed[]> {
  const held: Claimed[] = []
  for (;;) {
    const one = await claim().catch(noneOf)
    if (one === undefined) return held
    held.push(one)
  }
}

async function claimOnceBack(who: Connection, engagementId: string, queue: string): Promise<Claimed> {
  for (;;) {
    const one = await call(who, claimNextWorkItem, { engagementId, queue }).catch(noneOf)
    if (one !== undefined) return one
    await pause(200)
  }
}

/** "Nothing waits" is the end of the queue; every other error is one. */
function noneOf(error: unknown): undefined {
  const code = error instanceof Refusal ? error.type.code : error instanceof CallRefused ? error.code : undefined
  if (code !== nothingToClaim.code) throw error
}

/** Does something so many times, a number of them at once. */
async function shareOut(times: number, atOnce: number, once: () => Promise<unknown>): Promise<void> {
  let left = times
  const lane = async () => {
    while (left > 0) {
      left -= 1
      await once()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

function by(url: string, person: { readonly secret: string }): Connection {
  return { url, secret: person.secret }
}

/** Two app processes: the first manages Postgres, the second is pointed at it and has the same master key. */
async function startTwo(folder: string) {
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const start = async (options: ProductOptions) => {
    const product = await startProduct(options)
    onTestFinished(() => product.stop())
    return product
  }
  const dataFolder = join(folder, 'first')
  const first = await start({ dataFolder })
  const masterKey = readFileSync(join(dataFolder, 'keys', 'master.key'), 'utf8').trim()
  const settings = { DATABASE_URL: databaseUrlOf(dataFolder), COUNTERPART_MASTER_KEY: masterKey }
  const second = await start({ dataFolder: join(folder, 'second'), settings })
  return [first, second] as const
}
