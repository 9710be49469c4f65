// Commands a second on one hot engagement: work items received through the door, in this process; fsync on.
// Run: node bench/commands.ts [seconds a round]
import { receiveWorkItem } from '../src/deliver/work-items/commands.ts'
import { median, print, underLoad } from './support/timing.ts'
import { openWorkshop } from './support/workshop.ts'

const roundMillis = Number(process.argv[2] ?? 4) * 1_000
const { call, engagementId, gateway, id, close } = await openWorkshop()

const receive = () =>
  call(gateway, receiveWorkItem, { engagementId, workItemId: id(), reference: id(), queue: 'claims' })

await underLoad(16, roundMillis, receive)
for (const callers of [1, 16, 64]) {
  print(
    `commands through the door, ${callers} callers`,
    await median(3, () => underLoad(callers, roundMillis, receive)),
  )
}
await close()
