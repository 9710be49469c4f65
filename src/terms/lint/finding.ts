import { compareClauses } from '../text/phrases.ts'

/**
 * `wrong`: it cannot be meant like that. `ambiguous`: two honest people could read it differently. `risky`: it is
 * clear, and one side may be surprised. `note`: worth a look before it is signed.
 */
export const severities = ['wrong', 'ambiguous', 'risky', 'note'] as const
export type Severity = (typeof severities)[number]

/** One thing that somebody should look at before the terms are signed. */
export type Finding = {
  readonly rule: string
  readonly severity: Severity
  /** The clause that it concerns; empty where no clause is named. */
  readonly clause: string
  readonly path: string
  readonly what: string
  readonly why: string
  /** Two readings of these very terms, with their figures. */
  readonly example: string
  /** What to write instead, in the language of terms or as the text of a clause. */
  readonly wording: string
}

/** The gravest first; then in the order of clauses, of paths and of rules. */
export function compareFindings(left: Finding, right: Finding): number {
  return (
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    compareClauses(left.clause, right.clause) ||
    order(left.path, right.path) ||
    order(left.rule, right.rule) ||
    order(left.what, right.what)
  )
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
