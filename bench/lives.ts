// Whole lives of a work item a second, receive, claim and complete, on one engagement through the door; fsync on.
// Run: node bench/lives.ts [seconds a round]
import { claimNextWorkItem, completeWorkItem, receiveWorkItem } from '../src/deliver/work-items/commands.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { median, print, underLoad } from './support/timing.ts'
import { openWorkshop } from './support/workshop.ts'

const roundMillis = Number(process.argv[2] ?? 4) * 1_000
const workshop = await openWorkshop()
const { call, engagementId, gateway, agent, id } = workshop

const steps = new Map<string, number[]>()

/** Times a step of a life, for what stands between the calls of a lone caller. */
async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const begun = monotonicMillis()
  const result = await work()
  const millis = steps.get(name) ?? []
  steps.set(name, millis)
  millis.push(monotonicMillis() - begun)
  return result
}

async function liveStepwise(): Promise<void> {
  const given = { engagementId, workItemId: id(), reference: id(), queue: 'claims', facts: { language: 'nb' } }
  await step('receive', () => call(gateway, receiveWorkItem, given))
  const held = await step('claim', () => call(agent, claimNextWorkItem, { engagementId, queue: 'claims' }))
  const { workItemId } = held.item
  const facts = { outcome: 'paid' }
  await step('complete', () => call(agent, completeWorkItem, { engagementId, workItemId, fence: held.fence, facts }))
}

async function live(): Promise<void> {
  const given = { engagementId, workItemId: id(), reference: id(), queue: 'claims', facts: { language: 'nb' } }
  await call(gateway, receiveWorkItem, given)
  const held = await call(agent, claimNextWorkItem, { engagementId, queue: 'claims' })
  const { workItemId } = held.item
  await call(agent, completeWorkItem, { engagementId, workItemId, fence: held.fence, facts: { outcome: 'paid' } })
}

await underLoad(16, roundMillis, live)
for (const callers of [1, 16, 64, 256]) {
  const timed = await median(3, () => underLoad(callers, roundMillis, live))
  print(`lives of a work item, ${callers} callers`, timed)
}
await underLoad(1, roundMillis, liveStepwise)
for (const [name, millis] of steps) {
  const middle = millis.toSorted((a, b) => a - b)[Math.floor(millis.length / 2)] ?? 0
  console.log(`  of a lone caller's life, ${name.padEnd(27)} p50 ${middle.toFixed(1)} ms`)
}
await workshop.close()
