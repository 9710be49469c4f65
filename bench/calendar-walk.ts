// Counts where a compiled calendar and a walk by the minute answer differently: random weeks, special days and
// instants, most around a change of the clocks, in every zone of the engine. Run: node bench/calendar-walk.ts [cases]
import * as fc from 'fast-check'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { someCase, walkCase } from '../src/terms/time/testing/minute-walk.ts'

const wanted = Number(process.argv[2] ?? 1_000_000)
const begun = monotonicMillis()
const zones = new Set<string>()
let [asked, differences, walks] = [0, 0, 0]
for (let seed = 1; asked < wanted; seed++) {
  for (const walked of fc.sample(someCase, { numRuns: 100, seed })) {
    const result = walkCase(walked)
    walks += 1
    asked += result.asked
    differences += result.wrong.length
    if (result.asked > 0) zones.add(walked.zone)
    for (const problem of result.wrong.slice(0, 3)) console.log(problem)
  }
}
const seconds = ((monotonicMillis() - begun) / 1000).toFixed(0)
console.log(
  `${asked} cases in ${walks} walks of eight days, ${zones.size} zones: ${differences} differences (${seconds} s)`,
)
