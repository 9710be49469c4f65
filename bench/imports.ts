// Events a second that an import of a CSV log brings into the record, from the order until the last event stands;
// fsync on. Run: node bench/imports.ts [work items]
import { importHistory } from './support/histories.ts'
import { openWorkshop } from './support/workshop.ts'

const items = Number(process.argv[2] ?? 10_000)
const perSecond: number[] = []
for (let round = 0; round < 3; round += 1) {
  const workshop = await openWorkshop()
  const { millis, recorded } = await importHistory(workshop, items, '2026-03-01T00:00:00.000Z')
  perSecond.push((recorded / millis) * 1_000)
  await workshop.close()
}
perSecond.sort((a, b) => a - b)
const [, middle = 0] = perSecond
console.log(`import, ${items} items of 5 events: ${Math.round(middle).toLocaleString('en')} events/s (median of 3)`)
