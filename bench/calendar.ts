// Operations a second on one thread: open time, due instants and whole clock judgements on a ten-year calendar, and
// rated lines. Run: node bench/calendar.ts
import { parseDecimal } from '../src/kernel/money/decimal.ts'
import { priceTimes } from '../src/kernel/money/money.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { parseForeignTimestamp, parseInstant } from '../src/kernel/time/instant.ts'
import { ClockRule, judgeClock, runClock, type ClockEvent } from '../src/terms/time/clock.ts'
import { compileCalendar, dueAt, openMillis } from '../src/terms/time/working-calendar.ts'

const count = 2_000_000
const horizon = { from: parseInstant('2020-01-01T00:00:00.000Z'), to: parseInstant('2030-01-01T00:00:00.000Z') }
const week = { 'mon-fri': '08:00-12:00, 13:00-16:00' }

// A linear congruence, so that every run asks the same questions.
let seed = 1
const next = (below: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return Math.floor((seed / 2_147_483_648) * below)
}

function measure(name: string, operations: number, run: () => number): void {
  let best = Infinity
  let check = 0
  for (let round = 0; round < 5; round++) {
    const begun = monotonicMillis()
    check = run()
    best = Math.min(best, monotonicMillis() - begun)
  }
  console.log(`${name}: ${(operations / best / 1000).toFixed(2)} M/s (check ${check})`)
}

const begun = monotonicMillis()
const calendar = compileCalendar({ zone: 'Europe/Oslo', week }, horizon)
console.log(`compile ten years: ${(monotonicMillis() - begun).toFixed(1)} ms, ${calendar.count} intervals`)

const span = horizon.to - horizon.from
const from = Float64Array.from({ length: count }, () => horizon.from + next(span * 0.9))
const to = from.map((start) => start + next(30 * 86_400_000))

measure('elapsed', count, () => {
  let sum = 0
  for (let i = 0; i < count; i++) sum += openMillis(calendar, from[i] ?? 0, to[i] ?? 0)
  return sum
})
measure('due', count, () => {
  let sum = 0
  for (let i = 0; i < count; i++) sum += dueAt(calendar, from[i] ?? 0, 28_800_000) % 1000
  return sum
})

const rule = ClockRule.parse({
  clause: '7.2',
  calendar: 'oslo',
  runs: { from: 'received', to: 'completed' },
  rests: [{ from: 'asked', to: 'answered', owner: 'client' }],
})
const items: ClockEvent[][] = Array.from({ length: 200_000 }, (_, i) => {
  const start = from[i] ?? 0
  const names = ['received', 'asked', 'answered', 'viewed', 'completed']
  return names.map((name, sequence) => ({ name, at: start + sequence * 7_000_000, sequence }))
})
for (const target of [
  { kind: 'open-time', millis: 28_800_000 } as const,
  { kind: 'business-days', days: 2 } as const,
]) {
  measure(`whole items of five events, ${target.kind}`, items.length, () => {
    let met = 0
    for (const events of items) {
      const reading = runClock(rule, events, horizon.to)
      if (judgeClock(reading, calendar, target, horizon.to).verdict === 'met') met++
    }
    return met
  })
}

const texts = Array.from({ length: 200_000 }, (_, i) => `2015-0${(i % 9) + 1}-05T09:02:${10 + (i % 50)}.123+01:00`)
measure('foreign timestamps', texts.length, () => {
  let sum = 0
  for (const text of texts) sum += parseForeignTimestamp(text) % 1000
  return sum
})

const price = parseDecimal('0.305')
measure('rated lines', 1_000_000, () => {
  let sum = 0n
  for (let units = 0; units < 1_000_000; units++) sum += priceTimes(BigInt(units), price, 'EUR', 'half-up').minor
  return Number(sum)
})
