import { z } from 'zod'
import { ExpressionText } from '../expression/expression.ts'
import { kinds } from '../measure/measuring.ts'
import type { Kind, KindTerms } from '../measure/measuring.ts'
import { TargetText } from '../time/target/target-terms.ts'
import { unreadable } from '../value/problem.ts'
import { Clause, DecimalsText, EventName, FactFilter, Label, RoundingName, TermName } from '../value/schemas.ts'

/** An event that takes its work item out of the measure, and the clause that says so. */
export const Exclusion = z.strictObject({ event: EventName, clause: Clause })
export type Exclusion = z.output<typeof Exclusion>

const Within = z.strictObject({ clock: TermName, within: TargetText })
export type Within = z.output<typeof Within>

/** One cell of a severity matrix: for the items for which the condition holds, this clock and this threshold. */
const Case = z.strictObject({ when: ExpressionText, clock: TermName, within: TargetText })
export type Case = z.output<typeof Case>

/** The share of work items whose clock stopped within a duration; the first case that holds says which one. */
const Share = z.strictObject({
  of: z.literal('work-item'),
  where: z.union([Within, z.strictObject({ cases: z.array(Case).min(1).max(50) })]),
  /** Only work items with these facts, as they stand at the end of the period. */
  only: FactFilter.optional(),
  when: ExpressionText.optional(),
})

const tested = {
  /** Whether thresholds are held against the exact ratio or against a ratio rounded by a named rule. */
  test: z.union([z.literal('exact'), z.strictObject({ rounded: DecimalsText, rounding: RoundingName })]),
  print: DecimalsText,
}

const head = {
  clause: Clause,
  label: Label.optional(),
  ...tested,
  /** With fewer counted items than this, the level is not measured, or one miss is allowed, whichever is said. */
  minimumSample: z
    .strictObject({
      items: z.int().min(1).max(1_000_000),
      below: z.enum(['not-measured', 'allow-one-miss']),
    })
    .optional(),
  /** Over so many months that end with the period, rolled up by volume. */
  rollingMonths: z.int().min(2).max(36).optional(),
}

export const ShareMeasure = z.strictObject({
  ...head,
  share: Share,
  /**
   * due-in-period: an item counts in the period in which it falls due; pauses move that instant. Backlog cannot hide.
   * closed-in-period: in the period in which its clock stopped. received-in-period: in the one in which it started.
   */
  population: z.enum(['due-in-period', 'closed-in-period', 'received-in-period']),
  excluding: z.array(Exclusion).max(20).default([]),
})
export type ShareMeasure = { readonly kind: 'share' } & z.output<typeof ShareMeasure>

export type OtherMeasure = z.output<ReturnType<typeof otherSchema>> & { readonly of: KindTerms; readonly kind: Kind }

function otherSchema() {
  return z.strictObject(head)
}
/** What the measures of all other kinds have in common; beside it each has the term of its kind. */
export const Other = otherSchema()

/**
 * A measure is defined completely or not at all. What two honest people could read differently has no default here:
 * the population, the test and the printed decimals must be written down. Its kind is said by the term that it has.
 */
export type Measure = ShareMeasure | OtherMeasure
export const Measure = z.looseObject({}).transform((source, context): Measure => {
  const names = ['share', ...Object.keys(kinds)]
  const [kind, ...others] = names.filter((key) => Object.hasOwn(source, key))
  if (kind === undefined || others.length > 0) {
    unreadable(context, {
      message: kind === undefined ? 'The measure has no kind.' : `The measure has ${1 + others.length} kinds.`,
      mend: `Give it exactly one of: ${names.join(', ')}.`,
    })
    return z.NEVER
  }
  if (kind === 'share') {
    const result = ShareMeasure.safeParse(source, { reportInput: true })
    if (result.success) return { kind, ...result.data }
    passOn(context, result.error)
    return z.NEVER
  }
  return otherMeasure(source, kind as Kind, context)
})

function otherMeasure(source: Record<string, unknown>, kind: Kind, context: z.RefinementCtx): Measure {
  const { [kind]: own, ...rest } = source
  const common = Other.safeParse(rest, { reportInput: true })
  const terms = kinds[kind].schema.safeParse(own, { reportInput: true })
  if (!common.success) passOn(context, common.error)
  if (!terms.success) passOn(context, terms.error, kind)
  if (!common.success || !terms.success) return z.NEVER
  return { ...common.data, kind, of: { kind, terms: terms.data } as KindTerms }
}

function passOn(context: z.RefinementCtx, error: z.ZodError, under?: string): void {
  for (const issue of error.issues) {
    const path = under === undefined ? issue.path : [under, ...issue.path]
    ;(context.issues as unknown[]).push({ ...issue, path, input: issue.input })
  }
}
