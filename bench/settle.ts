import { sha256, toHex } from '../src/kernel/record/format/digest.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { parseInstant } from '../src/kernel/time/instant.ts'
import { monthBounds } from '../src/kernel/time/zone.ts'
import { historyBuilder } from '../src/terms/history.ts'
import { parseTerms } from '../src/terms/model.ts'
import { settle } from '../src/terms/settle.ts'
import { plainShares, type PlainItem, type PlainLevel } from './support/plain-settling.ts'

/**
 * Builds histories of work items with five events each over three months and settles the middle one under five service
 * levels on two clocks, beside the same levels by plain objects and dates. `node bench/settle.ts [items]`
 */
const sizes = process.argv[2] === undefined ? [100_000, 1_000_000] : [Number(process.argv[2])]
const month = '2026-10'
/** The plain way is timed over so many items at most. */
const plainItemsMax = 100_000
const day = 86_400_000

const within = ['2 business-hours', '1 business-day', '2 business-days', '8 business-hours', '90 minutes']
/** The same levels, for the plain way. */
const plainLevels: PlainLevel[] = [
  { hours: 2 },
  { businessDays: 1 },
  { businessDays: 2 },
  { hours: 8 },
  { hours: 1.5 },
].map((target, index) => ({
  ...target,
  from: 'received',
  to: index < 2 ? 'claimed' : 'completed',
  population: index % 2 === 0 ? 'due' : 'closed',
}))
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

const names = ['received', 'claimed', 'asked', 'answered', 'completed']
const start = parseInstant('2026-09-01T00:00:00.000Z')
const context = { engagement: 'bench', termsHash: '', sha256Hex: (bytes: Uint8Array) => toHex(sha256(bytes)) }

for (const items of sizes) bench(items)

function bench(items: number): void {
  const began = monotonicMillis()
  const builder = historyBuilder()
  const plain: PlainItem[] = []
  let sequence = 0
  for (let item = 0; item < items; item += 1) {
    const workItemId = toHex(sha256(new TextEncoder().encode(String(item)))).slice(0, 32)
    let at = start + Math.floor(random() * 90 * day)
    const events = names.map((name) => {
      const event = { name, at }
      at += Math.floor(random() * 0.6 * day)
      return event
    })
    for (const event of events) builder.add({ ...event, workItemId, sequence, leafIndex: sequence++ })
    if (item < plainItemsMax) plain.push(events)
  }
  const history = builder.build()
  console.log(`${items} items, ${sequence} events, made and built in ${Math.round(monotonicMillis() - began)} ms`)
  const settled = [1, 2, 3].map(() =>
    timed(() => settle(terms, history, { month }, { ...context, treeSize: sequence })),
  )
  const [first, ...later] = settled
  const best = Math.min(...later.map(({ millis }) => millis))
  if (!first) throw new Error('A month was settled three times.')
  console.log(`  settled, five levels on two clocks: first ${rate(items, first.millis)}, then ${rate(items, best)}`)
  const heap = Math.round(process.memoryUsage().rss / items)
  console.log(`  memory of the process, history and all: ${heap} bytes an item`)
  const { from, to } = monthBounds(month, 'Europe/Oslo')
  const slow = timed(() => plainShares(plain, plainLevels, from, to))
  console.log(`  the same five levels by plain objects and dates: ${rate(plain.length, slow.millis)}`)
  const times = Math.round(slow.millis / plain.length / (best / items))
  const lines = first.result.statement.serviceLevels
  const others = lines.filter(({ numerator, denominator }, at) => {
    const { onTime, counted } = slow.result[at] ?? { onTime: -1, counted: -1 }
    return plain.length === items && (onTime !== numerator || counted !== denominator)
  })
  const how = plain.length === items ? `; other answers: ${others.length} of ${lines.length} levels` : ''
  console.log(`  ${times} times slower${how}`)
}

/** The time of the processor, which other work on the machine takes less part in than in the time of day. */
function timed<Result>(work: () => Result): { readonly result: Result; readonly millis: number } {
  const begun = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(begun)
  return { result, millis: (user + system) / 1000 }
}

function rate(items: number, millis: number): string {
  return `${Math.round((items / millis) * 1000).toLocaleString('en')} items/s of processor time`
}
