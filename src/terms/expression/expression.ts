import { z } from 'zod'
import { unreadable } from '../value/problem.ts'
import { compileNode, type GivenFacts } from './evaluating.ts'
import { parseNode } from './parsing.ts'
import { ExpressionError } from './problem.ts'
import { canonicalText, namesIn } from './syntax.ts'
import { englishOf } from './wording.ts'

export { ExpressionError } from './problem.ts'
export type { GivenFacts } from './evaluating.ts'

/** A condition over the facts of a work item, ready to ask. */
export interface Expression {
  /** True, false, or null where the facts do not tell (three-valued, as FEEL). */
  evaluate(facts: GivenFacts): boolean | null
  /** Whether the condition is true; false and not known are no. */
  holds(facts: GivenFacts): boolean
  /** The facts it asks, sorted. */
  readonly names: readonly string[]
  /** The canonical text: the same for all texts that differ in blanks and needless brackets only. */
  readonly text: string
  /** 'the priority is high and the amount is at least 500' */
  english(): string
}

const keptMax = 1000
const kept = new Map<string, Expression>()

/**
 * Reads a condition, a small part of FEEL: `priority = "high" and (amount >= 500.00 or channel in ("mail", "web"))`.
 * At most 2,000 characters and 50 brackets deep; no loops, no functions of one's own.
 * @throws ExpressionError with the position, what was found, what is allowed and how to mend it
 */
export function parseExpression(source: string): Expression {
  const known = kept.get(source)
  if (known) return known
  const node = parseNode(source)
  const evaluate = compileNode(node)
  const expression: Expression = {
    evaluate,
    holds: (facts) => evaluate(facts) === true,
    names: namesIn(node),
    text: canonicalText(node),
    english: () => englishOf(node),
  }
  if (kept.size >= keptMax) kept.clear()
  kept.set(source, expression)
  return expression
}

/** A condition in terms. */
export const ExpressionText = z.string().transform((text, context): Expression => {
  try {
    return parseExpression(text)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    unreadable(context, { message: error.what, mend: `Here may stand ${error.allowed}: ${error.mend}` })
    return z.NEVER
  }
})
