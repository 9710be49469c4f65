// Whole lives of a work item a second, receive, claim and complete, on one engagement through the door; fsync on.
// Run: node bench/lives.ts [seconds a round]
import { claimNextWorkItem, completeWorkItem, receiveWorkItem } from '../src/deliver/work-items/commands.ts'
import { median, print, underLoad } from './support/timing.ts'
import { openWorkshop } from './support/workshop.ts'

const roundMillis = Number(process.argv[2] ?? 4) * 1_000
const workshop = await openWorkshop()
const { call, engagementId, gateway, agent, id } = workshop

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
await workshop.close()
