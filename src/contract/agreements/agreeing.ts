import { encodeCanonical } from '../../kernel/record/format/canonical.ts'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { parseVkey } from '../../kernel/record/format/keys.ts'
import { parseTerms, type Terms } from '../../terms/model.ts'
import { TermsError, type Problem } from '../../terms/value/problem.ts'
import type { AgreementContent } from './model.ts'

/** The terms of a content as both sides will read them, or every problem that stands in the way. */
export type Read = { readonly terms: Terms } | { readonly problems: readonly Problem[] }

/** Reads an agreement's content: its terms must parse, its clauses be distinct, its witness keys be keys. */
export function readAgreement(content: AgreementContent): Read {
  const others = [...clauseProblems(content), ...witnessProblems(content)]
  try {
    const terms = parseTerms(content.terms)
    return others.length === 0 ? { terms } : { problems: others }
  } catch (error) {
    if (!(error instanceof TermsError)) throw error
    const inTerms = error.problems.map((problem) => ({ ...problem, path: inside(problem.path) }))
    return { problems: [...inTerms, ...others] }
  }
}

/** The canonical bytes of the terms alone, and their SHA-256 (hex): what statements name. */
export function encodeTerms(content: AgreementContent): { readonly bytes: Uint8Array; readonly termsHash: string } {
  const bytes = encodeCanonical(content.terms)
  return { bytes, termsHash: toHex(sha256(bytes)) }
}

function inside(path: string): string {
  return path === 'terms' ? 'content.terms' : `content.terms.${path}`
}

function clauseProblems({ clauses }: AgreementContent): Problem[] {
  const seen = new Set<string>()
  return clauses.flatMap(({ id }, at) => {
    const isKnown = seen.has(id)
    seen.add(id)
    if (!isKnown) return []
    const message = `The clause ${id} stands there twice.`
    return [{ path: `content.clauses[${at}].id`, message, mend: 'Give each clause a number of its own.' }]
  })
}

function witnessProblems({ witnesses = [] }: AgreementContent): Problem[] {
  return witnesses.flatMap(({ verifierKey }, at) => {
    const message = keyProblem(verifierKey)
    if (message === undefined) return []
    const mend = 'Copy the line that the witness printed: name+hash+key.'
    return [{ path: `content.witnesses[${at}].verifierKey`, message, mend }]
  })
}

function keyProblem(verifierKey: string): string | undefined {
  try {
    return parseVkey(verifierKey).kind === 'cosigner' ? undefined : 'This is the key of a log, not of a witness.'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
