// Entries a second that the offline verifier checks, papers and all, on a bundle made up for it.
// Run: node bench/verifier.ts [work items]
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { verifyBundle } from '../verifier/checks/verifying.ts'
import { sampleBundle, sampleRecord } from '../verifier/sample-record.testing.ts'

const items = Number(process.argv[2] ?? 50_000)
const chunkBytes = 65_536
const rounds = 5

const record = sampleRecord(items)
const bundle = await sampleBundle(record)
function* chunks(): Generator<Uint8Array> {
  for (let at = 0; at < bundle.length; at += chunkBytes) yield bundle.subarray(at, at + chunkBytes)
}

const perSecond: number[] = []
for (let round = 0; round < rounds; round += 1) {
  const begun = monotonicMillis()
  const verified = verifyBundle(chunks(), { checkpoints: [], receipts: [], keys: [] })
  if (verified.lines < record.entries.length) throw new Error('The verifier read fewer lines than the bundle has.')
  perSecond.push((record.entries.length / (monotonicMillis() - begun)) * 1_000)
}
perSecond.sort((a, b) => a - b)
const middle = Math.round(perSecond[Math.floor(rounds / 2)] ?? 0).toLocaleString('en')
const mebibytes = (bundle.length / 1_048_576).toFixed(1)
console.log(`verifier, ${record.entries.length} entries in ${mebibytes} MiB: ${middle} entries/s (median of ${rounds})`)
