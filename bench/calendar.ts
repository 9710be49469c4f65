// Operations a second on one thread: open time, due instants and whole clock judgements on a ten-year calendar, held
// against a walk by the minute and two libraries, and rated lines. Run: node bench/calendar.ts
import { createRequire } from 'node:module'
import { parseDecimal } from '../src/kernel/money/decimal.ts'
import { priceTimes } from '../src/kernel/money/money.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { parseForeignTimestamp, parseInstant } from '../src/kernel/time/instant.ts'
import { ClockRule, judgeClock, runClock, type ClockEvent } from '../src/terms/time/clock.ts'
import { compileClock } from '../src/terms/time/columns/compiled-clock.ts'
import { clockColumns, judgeColumns } from '../src/terms/time/columns/judging-columns.ts'
import { firstDueOf } from '../src/terms/time/target/due.ts'
import { parseTarget } from '../src/terms/time/target/target-text.ts'
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

/** The best of some rounds, a second. */
function measure(name: string, operations: number, run: () => number, rounds = 5): number {
  let best = Infinity
  let check = 0
  for (let round = 0; round < rounds; round++) {
    const begun = monotonicMillis()
    check = run()
    best = Math.min(best, monotonicMillis() - begun)
  }
  const perSecond = (operations / best) * 1000
  const text = perSecond > 100_000 ? `${(perSecond / 1e6).toFixed(2)} M/s` : `${(perSecond / 1000).toFixed(2)} k/s`
  console.log(`${name}: ${text} (check ${check})`)
  return perSecond
}

const begun = monotonicMillis()
const calendar = compileCalendar({ zone: 'Europe/Oslo', week }, horizon)
console.log(`compile ten years: ${(monotonicMillis() - begun).toFixed(1)} ms, ${calendar.count} intervals`)

const span = horizon.to - horizon.from
// Whole minutes, because the libraries and the walk know no shorter time.
const minutes = (millis: number) => Math.floor(millis / 60_000) * 60_000
const from = Float64Array.from({ length: count }, () => minutes(horizon.from + next(span * 0.9)))
const to = from.map((start) => start + minutes(next(30 * 86_400_000)))

const elapsedOf = (calls: number) => () => {
  let sum = 0
  for (let i = 0; i < calls; i++) sum += openMillis(calendar, from[i]!, to[i]!)
  return sum
}
const elapsed = measure('elapsed', count, elapsedOf(count))
const due = measure('due, 8 hours', count, () => {
  let sum = 0
  for (let i = 0; i < count; i++) sum += dueAt(calendar, from[i]!, 28_800_000) % 1000
  return sum
})
for (const text of [
  '2 business-days',
  '3 calendar-days',
  'by 07:00 on processing-day 1 if started by 23:00, else on processing-day 2',
]) {
  const target = parseTarget(text)
  measure(`due, ${text}`, count / 4, () => {
    let sum = 0
    for (let i = 0; i < count / 4; i++) sum += firstDueOf(calendar, from[i]!, target) % 1000
    return sum
  })
}

// The same two questions by other means, in UTC: the libraries know only the machine's own zone.
process.env['TZ'] = 'UTC'
const utc = compileCalendar({ zone: 'Etc/UTC', week }, horizon)
const openMinute = (at: number) => {
  const day = Math.floor(at / 86_400_000)
  const minute = (at - day * 86_400_000) / 60_000
  return (day + 3) % 7 < 5 && minute >= 480 && minute < 960 && !(minute >= 720 && minute < 780)
}
function walkedElapsed(start: number, end: number): number {
  let open = 0
  for (let at = start; at < end; at += 60_000) if (openMinute(at)) open += 60_000
  return open
}
function walkedDue(start: number, open: number): number {
  let left = open
  let at = start
  for (; left > 0; at += 60_000) if (openMinute(at)) left -= 60_000
  return at
}

const hours = [
  ['08:00:00', '12:00:00'],
  ['13:00:00', '16:00:00'],
]
const spans = hours.map(([start, end]) => ({ start, end }))

/** What the two libraries can do, as far as it is asked of them here: they have no types of their own. */
type BusinessTime = {
  businessMinutesDiff(other: BusinessTime): number
  addBusinessMinutes(minutes: number): BusinessTime
  workingDiff(other: BusinessTime, unit: string): number
  addWorkingTime(count: number, unit: string): BusinessTime
  valueOf(): number
}
type Library = {
  (at: number): BusinessTime
  extend(plugin: unknown): void
  setBusinessTime(hours: unknown): void
  updateLocale(locale: string, terms: unknown): void
}
const require = createRequire(import.meta.url)
const dayjs = require('dayjs') as Library
dayjs.extend(require('dayjs-business-time'))
dayjs.setBusinessTime({
  sunday: null,
  monday: spans,
  tuesday: spans,
  wednesday: spans,
  thursday: spans,
  friday: spans,
  saturday: null,
})
const moment = require('moment-business-time') as Library
const flat = hours.flat()
moment.updateLocale('en', {
  workinghours: { 0: null, 1: flat, 2: flat, 3: flat, 4: flat, 5: flat, 6: null },
})

const others: { name: string; elapsed(a: number, b: number): number; due(a: number, open: number): number }[] = [
  { name: 'a walk by the minute', elapsed: walkedElapsed, due: walkedDue },
  {
    name: 'dayjs-business-time 1.0.4',
    elapsed: (a, b) => dayjs(a).businessMinutesDiff(dayjs(b)) * 60_000,
    due: (a, open) =>
      dayjs(a)
        .addBusinessMinutes(open / 60_000)
        .valueOf(),
  },
  {
    name: 'moment-business-time 2.0.0',
    elapsed: (a, b) => moment(b).workingDiff(moment(a), 'minutes') * 60_000,
    due: (a, open) =>
      moment(a)
        .addWorkingTime(open / 60_000, 'minutes')
        .valueOf(),
  },
]
const few = 300
for (const { name, elapsed: elapsedBy, due: dueBy } of others) {
  let [elapsedOther, dueOther] = [0, 0]
  const byThem = measure(
    `  elapsed by ${name}`,
    few,
    () => {
      let sum = 0
      elapsedOther = 0
      for (let i = 0; i < few; i++) {
        const open = elapsedBy(from[i]!, to[i]!)
        sum += open
        if (open !== openMillis(utc, from[i]!, to[i]!)) elapsedOther++
      }
      return sum
    },
    2,
  )
  const dueByThem = measure(
    `  due by ${name}`,
    few,
    () => {
      let sum = 0
      dueOther = 0
      for (let i = 0; i < few; i++) {
        const at = dueBy(from[i]!, 28_800_000)
        sum += at % 1000
        if (at !== dueAt(utc, from[i]!, 28_800_000)) dueOther++
      }
      return sum
    },
    2,
  )
  const ratios = `${Math.round(elapsed / byThem)} and ${Math.round(due / dueByThem)} times slower`
  console.log(`  ${name}: ${ratios}; other answers: ${elapsedOther} and ${dueOther} of ${few}`)
}

const rule = ClockRule.parse({
  clause: '7.2',
  calendar: 'oslo',
  runs: { from: 'received', to: 'completed' },
  rests: [{ from: 'asked', to: 'answered', owner: 'client' }],
  reopened: { on: 'reopened', then: 'resume' },
  cancelled: ['withdrawn'],
})
const names = ['received', 'asked', 'answered', 'viewed', 'noted', 'completed']
const items: ClockEvent[][] = Array.from({ length: 200_000 }, (_, i) => {
  const start = from[i] ?? 0
  return names.map((name, sequence) => ({ name, at: start + sequence * 7_000_000, sequence }))
})
const events = items.flat()
const columns = {
  offsets: Int32Array.from({ length: items.length + 1 }, (_, i) => i * names.length),
  codes: Int32Array.from(events, ({ name }) => names.indexOf(name)),
  instants: Float64Array.from(events, ({ at }) => at),
}
for (const text of ['8 hours', '2 business-days', 'rolling 8 hours']) {
  const target = parseTarget(text)
  measure(`whole items of six events, ${text}, one by one`, items.length, () => {
    let met = 0
    for (const told of items) {
      const reading = runClock(rule, told, horizon.to)
      if (judgeClock(reading, calendar, target, horizon.to).verdict === 'met') met++
    }
    return met
  })
  const clock = compileClock(rule, calendar, target, (name) => names.indexOf(name))
  const into = clockColumns(items.length)
  measure(`whole items of six events, ${text}, in columns`, items.length, () => {
    if (!clock) return 0
    judgeColumns(clock, columns, horizon.to, into)
    return into.verdict.reduce((met, verdict) => met + (verdict === 1 ? 1 : 0), 0)
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
