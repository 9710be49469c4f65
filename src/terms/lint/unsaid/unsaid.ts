import { clauseAt, inside, stepsOf } from '../draft.ts'
import type { Draft, Step } from '../draft.ts'
import type { Finding, Severity } from '../finding.ts'
import type { Problem } from '../../value/problem.ts'
import { creditWords } from './credit-words.ts'
import { measureWords } from './measure-words.ts'
import { priceWords } from './price-words.ts'
import { brokenRules } from './broken-rules.ts'

/** A word that the language asks for because people read its absence differently. */
export type Word = {
  readonly rule: string
  readonly severity?: Severity
  /** The end of the path at which it is missing: ['reduced', 'meaning']. '*' stands for any step. */
  readonly ends: readonly string[]
  readonly why: string
  readonly example: (draft: Draft, at: readonly Step[]) => string
  readonly wording: string
}

/** A rule of the language that a value breaks, told with its consequence; found by its message. */
export type Broken = Omit<Word, 'ends'> & { readonly says: RegExp }

const words: readonly Word[] = [...creditWords, ...measureWords, ...priceWords]

/** What cannot be read as terms: words that are missing with the readings that they leave open, and all the rest. */
export function unsaidFindings(draft: Draft, problems: readonly Problem[]): Finding[] {
  return problems.map((problem) => findingOf(draft, problem))
}

function findingOf(draft: Draft, { path, message, mend }: Problem): Finding {
  const at = stepsOf(path)
  const about = { clause: clauseAt(draft, at), path, what: message }
  const isMissing = inside(draft.source, ...at) === undefined
  const word = isMissing ? words.find(({ ends }) => endsWith(at, ends)) : undefined
  const found = word ?? brokenRules.find(({ says }) => says.test(message))
  if (!found) {
    const why = 'The language of terms cannot read it, so nothing can be computed from it.'
    return { rule: 'not-in-the-language', severity: 'wrong', ...about, why, example: '', wording: mend }
  }
  const { rule, why, example, wording } = found
  const severity = found.severity ?? (word ? 'ambiguous' : 'wrong')
  const what = word ? `It is not said: ${String(at.at(-1))}.` : message
  return { rule, severity, ...about, what, why, example: example(draft, at), wording }
}

function endsWith(at: readonly Step[], ends: readonly string[]): boolean {
  const tail = at.slice(-ends.length)
  return tail.length === ends.length && ends.every((end, index) => end === '*' || end === tail[index])
}
