import { z } from 'zod'
import {
  Clause,
  DecimalsText,
  DurationText,
  EventName,
  FactFilter,
  Label,
  RoundingName,
  TermName,
} from '../value/schemas.ts'

/** An event that takes its work item out of the measure, and the clause that says so. */
export const Exclusion = z.strictObject({ event: EventName, clause: Clause })
export type Exclusion = z.output<typeof Exclusion>

/** The share of work items whose clock stopped within a duration. Other kinds of measure stand beside it in time. */
const Share = z.strictObject({
  of: z.literal('work-item'),
  where: z.strictObject({ clock: TermName, within: DurationText }),
  /** Only work items with these facts, as they stand at the end of the period. */
  only: FactFilter.optional(),
})

/**
 * A measure is defined completely or not at all. What two honest people could read differently has no default here:
 * the population, the test and the printed decimals must be written down.
 */
export const Measure = z.strictObject({
  clause: Clause,
  label: Label.optional(),
  share: Share,
  /**
   * due-in-period: an item counts in the period in which it falls due; pauses move that instant. Backlog cannot hide.
   * closed-in-period: an item counts in the period in which its clock stopped.
   */
  population: z.enum(['due-in-period', 'closed-in-period']),
  excluding: z.array(Exclusion).max(20).default([]),
  /** With fewer counted items than this, the level is not measured, or one miss is allowed, whichever is said. */
  minimumSample: z
    .strictObject({
      items: z.int().min(1).max(1_000_000),
      below: z.enum(['not-measured', 'allow-one-miss']),
    })
    .optional(),
  /** Whether thresholds are held against the exact ratio or against a ratio rounded by a named rule. */
  test: z.union([z.literal('exact'), z.strictObject({ rounded: DecimalsText, rounding: RoundingName })]),
  print: DecimalsText,
})
export type Measure = z.output<typeof Measure>
