import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { EvidenceRow } from '../explanation.ts'
import { named, type Terms } from '../model.ts'
import type { ServiceLevelLine } from '../statement.ts'
import { classify, type LevelState } from '../level/service-level.ts'

/**
 * How many of the late rows of an open month can still be in time: they fall due later than now and are not done. A
 * statement takes what is due in its month and not done as late, so until the month ends these count against the level.
 */
export function countNotYetDue(late: readonly EvidenceRow[], now: EpochMillis): number {
  let count = 0
  for (const { verdict, dueAt, stoppedAt } of late) {
    if (verdict === 'late' && stoppedAt === undefined && dueAt !== undefined && dueAt > now) count += 1
  }
  return count
}

/** The state of a level if so many of its late items, which are not due yet, are done in time after all. */
export function bestState(terms: Terms, line: ServiceLevelLine, notYetDue: number): LevelState {
  const level = named(terms.serviceLevels, line.id)
  const { numerator, denominator } = line
  const measured = { unit: 'percent', numerator: numerator + notYetDue, denominator } as const
  const misses = denominator - measured.numerator
  return classify(level, named(terms.measures, level.measure), { measured, sample: denominator, misses }).state
}
