import { parseTerms } from '../model.ts'
import { TermsError } from '../value/problem.ts'
import type { Problem } from '../value/problem.ts'
import { creditRules } from './credit/credit-rules.ts'
import { findingsOf } from './draft.ts'
import type { Draft, LintContext } from './draft.ts'
import { exitRules } from './exit/exit-rules.ts'
import { compareFindings } from './finding.ts'
import type { Finding } from './finding.ts'
import { levelRules } from './level/level-rules.ts'
import { priceRules } from './price/price-rules.ts'
import { timeRules } from './time/time-rules.ts'
import { unsaidFindings } from './unsaid/unsaid.ts'

export type { LintContext } from './draft.ts'
export { severities } from './finding.ts'
export type { Finding, Severity } from './finding.ts'

const rules = [...creditRules, ...levelRules, ...priceRules, ...timeRules, ...exitRules]

/**
 * Looks for what two honest people could read differently in terms, and for what cannot be meant. It takes a source
 * that need not be valid: what is missing is a finding of its own, never a default. Each finding reckons with the
 * values of these terms. The same source gives the same findings in the same order.
 */
export function lint(source: unknown, context: LintContext = {}): Finding[] {
  const draft: Draft = { source, context }
  const found = [...unsaidFindings(draft, problemsIn(source)), ...rules.flatMap((rule) => findingsOf(rule, draft))]
  return found.sort(compareFindings)
}

/** The names of all rules about terms that can be read, for a list of what is looked at. */
export const ruleNames: readonly string[] = rules.map(({ rule }) => rule)

function problemsIn(source: unknown): readonly Problem[] {
  try {
    parseTerms(source)
    return []
  } catch (error) {
    if (error instanceof TermsError) return error.problems
    throw error
  }
}
