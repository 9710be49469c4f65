import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { FactValue } from '../../terms/history.ts'
import { clockedShares, isFor, type ClockedShare } from '../../terms/level/population.ts'
import { named, parseTerms, type Terms } from '../../terms/model.ts'
import { judgeClock, type ClockEvent, type ClockReading } from '../../terms/time/clock.ts'
import { readClocks, type NamedClocks } from '../../terms/time/reading/excuses.ts'
import { compileCalendar, HorizonError } from '../../terms/time/working-calendar.ts'

const dayMillis = 86_400_000
const backMillis = 400 * dayMillis
const aheadMillis = 800 * dayMillis
const termsKeptMax = 200

/** The clocks of agreed terms that give items a due instant, ready to run. */
export interface DueRules {
  readonly termsHash: string
  readonly horizon: { readonly from: EpochMillis; readonly to: EpochMillis }
  readonly named: NamedClocks
  /** What items are held against: each with the clock, and the facts of the items that it is for. */
  readonly shares: readonly ClockedShare[]
}

const kept = new Map<string, DueRules>()

/** Compiles the due rules of terms; the same terms are compiled once until time outruns their horizon. */
export function dueRulesOf(termsHash: string, source: unknown, now: EpochMillis): DueRules {
  const known = kept.get(termsHash)
  if (known !== undefined && known.horizon.to - now > aheadMillis / 2 && known.horizon.from < now) return known
  if (kept.size >= termsKeptMax) kept.clear()
  const horizon = { from: now - backMillis, to: now + aheadMillis }
  const rules = { termsHash, horizon, ...rulesOf(parseTerms(source), horizon) }
  kept.set(termsHash, rules)
  return rules
}

function rulesOf({ clocks, calendars, measures }: Terms, horizon: DueRules['horizon']) {
  const shares = Object.values(measures).flatMap((measure) => (measure.kind === 'share' ? clockedShares(measure) : []))
  const used = Object.values(clocks).map(({ calendar }) => calendar)
  const compiled = used.map((name) => [name, compileCalendar(named(calendars, name), horizon, calendars)] as const)
  return { named: { clocks, calendars: Object.fromEntries(compiled) }, shares }
}

/**
 * The earliest instant at which one of the running clocks of an item has used up its target, of those targets that are
 * for an item with its facts. Null while none runs: a resting clock has no due instant. A clock that waits for what
 * other items owe is taken as if they owed nothing: only the statement reads all items together.
 */
export function earliestDue(rules: DueRules, events: readonly ClockEvent[], now: EpochMillis): EpochMillis | null {
  const readingOf = readClocks(rules.named, events, now)
  const facts: Record<string, FactValue> = Object.assign({}, ...events.map((event) => event.facts ?? {}))
  const dues = rules.shares.map((share) => (isFor(share, facts) ? dueOf(rules, share, readingOf, now) : Infinity))
  const earliest = Math.min(...dues)
  return Number.isFinite(earliest) ? earliest : null
}

function dueOf(
  { named: { clocks, calendars } }: DueRules,
  { within: { clock, within } }: ClockedShare,
  readingOf: (clock: string) => ClockReading,
  now: EpochMillis,
): EpochMillis {
  try {
    const reading = readingOf(clock)
    const judged = judgeClock(reading, named(calendars, named(clocks, clock).calendar), within.duration, now)
    const isDue = judged.verdict === 'running' || judged.verdict === 'breached'
    return isDue && !reading.excused && judged.dueAt !== undefined ? judged.dueAt : Infinity
  } catch (error) {
    if (error instanceof HorizonError) return Infinity
    throw error
  }
}
