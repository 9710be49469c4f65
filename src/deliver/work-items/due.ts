import type { EpochMillis } from '../../kernel/time/instant.ts'
import { clockedShares } from '../../terms/level/population.ts'
import { named, parseTerms, type Terms } from '../../terms/model.ts'
import { judgeClock, runClock, type ClockEvent, type ClockRule } from '../../terms/time/clock.ts'
import type { Duration } from '../../terms/time/duration.ts'
import { compileCalendar, HorizonError, type CompiledCalendar } from '../../terms/time/working-calendar.ts'

const dayMillis = 86_400_000
const backMillis = 400 * dayMillis
const aheadMillis = 800 * dayMillis
const termsKeptMax = 200

/** The clocks of agreed terms that give items a due instant, ready to run. */
export interface DueRules {
  readonly termsHash: string
  readonly horizon: { readonly from: EpochMillis; readonly to: EpochMillis }
  readonly clocks: readonly {
    readonly rule: ClockRule
    readonly within: Duration
    readonly calendar: CompiledCalendar
  }[]
}

const kept = new Map<string, DueRules>()

/** Compiles the due rules of terms; the same terms are compiled once until time outruns their horizon. */
export function dueRulesOf(termsHash: string, source: unknown, now: EpochMillis): DueRules {
  const known = kept.get(termsHash)
  if (known !== undefined && known.horizon.to - now > aheadMillis / 2 && known.horizon.from < now) return known
  if (kept.size >= termsKeptMax) kept.clear()
  const horizon = { from: now - backMillis, to: now + aheadMillis }
  const rules = { termsHash, horizon, clocks: clocksOf(parseTerms(source), horizon) }
  kept.set(termsHash, rules)
  return rules
}

function clocksOf(terms: Terms, horizon: DueRules['horizon']): DueRules['clocks'] {
  const shares = Object.values(terms.measures).flatMap((measure) =>
    measure.kind === 'share' ? clockedShares(measure) : [],
  )
  return shares.map(({ within: { clock, within } }) => {
    const rule = named(terms.clocks, clock)
    return { rule, within: within.duration, calendar: compileCalendar(named(terms.calendars, rule.calendar), horizon) }
  })
}

/**
 * The earliest instant at which one of the running clocks of an item has used up its target. Null while none runs:
 * a resting clock has no due instant.
 */
export function earliestDue(rules: DueRules, events: readonly ClockEvent[], now: EpochMillis): EpochMillis | null {
  const dues = rules.clocks.map(({ rule, within, calendar }) => {
    try {
      const judged = judgeClock(runClock(rule, events, now), calendar, within, now)
      const isDue = judged.verdict === 'running' || judged.verdict === 'breached'
      return isDue && judged.dueAt !== undefined ? judged.dueAt : Infinity
    } catch (error) {
      if (error instanceof HorizonError) return Infinity
      throw error
    }
  })
  const earliest = Math.min(...dues)
  return Number.isFinite(earliest) ? earliest : null
}
