import type { EpochMillis } from '../../../kernel/time/instant.ts'
import type { ClockRun, ClockState } from '../clock-reading.ts'
import type { ClockJudgement } from '../judging.ts'
import { dueAt, openMillis, type CompiledCalendar } from '../open-time.ts'
import { fixedDueOf } from './due.ts'
import type { FixedTarget } from './target.ts'

type Asked = {
  readonly run: ClockRun
  readonly state: ClockState
  readonly target: FixedTarget
  readonly until: EpochMillis
}

/**
 * Judges a run whose due instant was fixed by the local clock at its start. Work that stops at that instant is met, a
 * millisecond later it is late, in open time or not. Throws HorizonError.
 */
export function judgeFixedDue(asked: Asked, calendar: CompiledCalendar): ClockJudgement {
  const { run, target } = asked
  const first = fixedDueOf(calendar, run.startedAt, target)
  const doesPause = run.segments.some(({ counts }) => !counts)
  if (doesPause && target.whilePaused === undefined) {
    throw new Error('The clock pauses, and its target does not say what a pause does: parsed terms do.')
  }
  let counted = 0
  for (const { counts, from, to } of run.segments) if (counts) counted += openMillis(calendar, from, to)
  const figures = { elapsedOpenMillis: counted, targetOpenMillis: openMillis(calendar, run.startedAt, first) }
  const doesMove = doesPause && target.whilePaused === 'moves-by-open-time'
  return { ...figures, ...(doesMove ? movedVerdict(asked, calendar, first) : steadyVerdict(asked, calendar, first)) }
}

type Verdict = Pick<ClockJudgement, 'verdict' | 'dueAt' | 'lateByOpenMillis' | 'breachedAt'>

function steadyVerdict({ run, state, until }: Asked, calendar: CompiledCalendar, due: EpochMillis): Verdict {
  const end = run.stoppedAt ?? until
  if (end > due) {
    return { verdict: 'breached', dueAt: due, breachedAt: due, lateByOpenMillis: openMillis(calendar, due, end) }
  }
  if (state === 'cancelled' || state === 'not-started') return { verdict: state, lateByOpenMillis: 0 }
  return { verdict: state === 'stopped' ? 'met' : 'running', dueAt: due, lateByOpenMillis: 0 }
}

function movedVerdict({ run, state }: Asked, calendar: CompiledCalendar, first: EpochMillis): Verdict {
  let due = first
  let breachedAt: EpochMillis | undefined
  let lateByOpenMillis = 0
  for (const { counts, from, to } of run.segments) {
    if (counts && to > due) {
      breachedAt ??= Math.max(from, due)
      lateByOpenMillis += openMillis(calendar, Math.max(from, due), to)
    } else if (!counts && breachedAt === undefined) due = dueAt(calendar, due, openMillis(calendar, from, to))
  }
  if (breachedAt !== undefined) return { verdict: 'breached', dueAt: due, breachedAt, lateByOpenMillis }
  if (state === 'paused' || state === 'cancelled' || state === 'not-started')
    return { verdict: state, lateByOpenMillis }
  return { verdict: state === 'stopped' ? 'met' : 'running', dueAt: due, lateByOpenMillis }
}
