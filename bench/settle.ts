import { sha256, toHex } from '../src/kernel/record/format/digest.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { parseInstant } from '../src/kernel/time/instant.ts'
import { historyBuilder } from '../src/terms/history.ts'
import { parseTerms } from '../src/terms/model.ts'
import { settle } from '../src/terms/settle.ts'

/**
 * Builds a history of work items with five events each over three months and settles the middle one under five
 * service levels. Prints items per second. `node bench/settle.ts [items]`
 */
const items = Number(process.argv[2] ?? 100_000)
const day = 86_400_000

const within = ['2 business-hours', '1 business-day', '2 business-days', '8 business-hours', '90 minutes']
const clock = (from: string, to: string) => ({
  clause: '7',
  calendar: 'oslo',
  runs: { from, to },
  rests: [{ from: 'asked', to: 'answered', owner: 'customer' }],
})
const measure = (name: string, duration: string, index: number) => ({
  clause: `7.${index}`,
  share: { of: 'work-item', where: { clock: name, within: duration } },
  population: index % 2 === 0 ? 'due-in-period' : 'closed-in-period',
  test: 'exact',
  print: '1 decimal',
})
const level = (index: number) => ({
  clause: `7.${index}`,
  name: `Level ${index}`,
  measure: `m${index}`,
  per: 'month',
  expected: '95.0 %',
  minimum: '90.0 %',
  kind: 'critical',
  credit: {
    of: 'charges',
    bands: [
      { from: '90.0 %', credit: '2 %' },
      { from: '0 %', credit: '8 %' },
    ],
  },
})
const terms = parseTerms({
  terms: 1,
  agreement: 'BENCH',
  currency: 'EUR',
  zone: 'Europe/Oslo',
  effective: '2026-01-01',
  calendars: { oslo: { zone: 'Europe/Oslo', week: { 'mon-fri': '08:00-16:00' } } },
  clocks: { answer: clock('received', 'claimed'), done: clock('received', 'completed') },
  measures: Object.fromEntries(
    within.map((duration, index) => [`m${index}`, measure(index < 2 ? 'answer' : 'done', duration, index)]),
  ),
  serviceLevels: Object.fromEntries(within.map((_, index) => [`S${index}`, level(index)])),
  credits: { clause: '8', cap: { month: '12 % of charges' }, rounding: 'half-up' },
  charges: {
    done: { clause: '5', rounding: 'half-up', unit: { per: 'completed', counts: 'work-items', price: 'EUR 6.405' } },
  },
})

// A linear congruential generator: the same history on every machine.
let state = 42
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

const began = monotonicMillis()
const builder = historyBuilder()
const start = parseInstant('2026-09-01T00:00:00.000Z')
let sequence = 0
for (let item = 0; item < items; item += 1) {
  const workItemId = toHex(sha256(new TextEncoder().encode(String(item)))).slice(0, 32)
  let at = start + Math.floor(random() * 90 * day)
  for (const name of ['received', 'claimed', 'asked', 'answered', 'completed']) {
    builder.add({ workItemId, name, at, sequence, leafIndex: sequence })
    sequence += 1
    at += Math.floor(random() * 0.6 * day)
  }
}
const history = builder.build()
const built = monotonicMillis()
const context = {
  engagement: 'bench',
  termsHash: '',
  treeSize: sequence,
  sha256Hex: (x: Uint8Array) => toHex(sha256(x)),
}
const { statement } = settle(terms, history, { month: '2026-10' }, context)
const settled = monotonicMillis()
for (const { id, printed, denominator, state: how } of statement.serviceLevels) {
  console.log(`${id}: ${printed} of ${denominator}, ${how}`)
}
console.log(`make and build ${items} items, ${sequence} events: ${Math.round(built - began)} ms`)
console.log(`settle: ${Math.round(settled - built)} ms, ${Math.round((items / (settled - built)) * 1000)} items/s`)
