import type { ClockRule } from '../clock-reading.ts'
import type { CompiledCalendar } from '../open-time.ts'
import { compileRule, type Roles } from '../rule/hearing.ts'
import { isFixed, type Target } from '../target/target.ts'

/** What an event does, one bit each; the rests that it begins and ends stand in `begins` and `ends`, one bit a rest. */
export const role = {
  starts: 1,
  stops: 2,
  resumesRun: 4,
  restartsRun: 8,
  cancels: 16,
  restarts: 32,
  rests: 64,
} as const

/**
 * A clock that can be judged over columns: its events are codes, its rests are bits, and nothing of it depends on
 * facts, other clocks or a due instant that the local clock fixes.
 */
export type CompiledClock = {
  readonly calendar: CompiledCalendar
  readonly target: Exclude<Target, { kind: 'cut-off' | 'calendar-days' }>
  /** By the code of an event, one more than the highest that the clock hears. */
  readonly roles: Uint8Array
  readonly begins: Int32Array
  readonly ends: Int32Array
}

// A bit stays free, so that the sums of bits stay small whole numbers.
const restsMax = 30

/**
 * Makes a clock ready for columns; undefined for a clock that must be read event by event (conditions, instants that
 * facts hold, transfers, excuses, cut-offs and calendar days).
 * @param codeOf the number that stands for an event name; undefined where no event has that name
 */
export function compileClock(
  rule: ClockRule,
  calendar: CompiledCalendar,
  target: Target,
  codeOf: (name: string) => number | undefined,
): CompiledClock | undefined {
  const { byName, asksFacts } = compileRule(rule)
  const dependsOnOthers = asksFacts || rule.transfers !== undefined || rule.excusedBy !== undefined
  if (isFixed(target) || dependsOnOthers || rule.rests.length > restsMax) return undefined
  const heard = [...byName].flatMap(([name, { plain }]) => {
    const code = codeOf(name)
    return code === undefined ? [] : [{ code, plain }]
  })
  const size = heard.reduce((most, { code }) => Math.max(most, code + 1), 0)
  const clock = {
    calendar,
    target,
    roles: new Uint8Array(size),
    begins: new Int32Array(size),
    ends: new Int32Array(size),
  }
  const all = 2 ** rule.rests.length - 1
  for (const { code, plain } of heard) {
    clock.roles[code] = bitsOf(plain)
    clock.begins[code] = sumOfBits(plain.beginsRests)
    clock.ends[code] = plain.resumes ? all : sumOfBits(plain.endsRests)
  }
  return clock
}

function bitsOf(roles: Roles): number {
  const rests = roles.resumes || roles.beginsRests.length > 0 || roles.endsRests.length > 0
  return (
    (roles.starts ? role.starts : 0) +
    (roles.stops ? role.stops : 0) +
    (roles.reopens === 'resume' ? role.resumesRun : 0) +
    (roles.reopens === 'restart' ? role.restartsRun : 0) +
    (roles.cancels ? role.cancels : 0) +
    (roles.restarts ? role.restarts : 0) +
    (rests ? role.rests : 0)
  )
}

function sumOfBits(places: readonly number[]): number {
  return places.reduce((sum, place) => sum | (1 << place), 0)
}
