import type { z } from 'zod'

/** One thing that is wrong with a set of terms: where it stands, what it is, and how to mend it. */
export type Problem = { readonly path: string; readonly message: string; readonly mend: string }

/** Thrown where terms cannot be read. It carries every problem that was found, not only the first. */
export class TermsError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const lines = problems.map((problem) => `${problem.path}: ${problem.message} ${problem.mend}`)
    super(`The terms have ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}.\n${lines.join('\n')}`)
    this.name = 'TermsError'
    this.problems = problems
  }
}

/** Reports a problem from inside a schema, with its way to mend it. */
export function report(context: z.RefinementCtx, problem: { at?: PropertyKey[]; message: string; mend: string }): void {
  const { at = [], message, mend } = problem
  context.addIssue({ code: 'custom', path: at, message, params: { mend }, continue: true })
}

/** Reports a text that cannot be read: nothing that would look at its value goes on. */
export function unreadable(context: z.RefinementCtx, problem: { message: string; mend: string }): void {
  const { message, mend } = problem
  context.addIssue({ code: 'custom', path: [], message, params: { mend } })
}

/** The problems of a failed parse (with reported input), in the order in which the schemas found them. */
export function problemsOf(error: { readonly issues: readonly z.core.$ZodIssue[] }): Problem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, []))
}

function problemsOfIssue(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Problem[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union') {
    // The form that the writer meant is the one of which more than the outermost type fits.
    const meant = issue.errors.find((issues) => issues.length > 0 && issues.every((inner) => isInside(inner)))
    if (meant) return meant.flatMap((inner) => problemsOfIssue(inner, path))
  }
  const { message, mend } = spoken(issue)
  return [{ path: pathText(path), message: sentence(message), mend: sentence(mend) }]
}

function isInside(issue: z.core.$ZodIssue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys'
}

function spoken(issue: z.core.$ZodIssue): { message: string; mend: string } {
  switch (issue.code) {
    case 'custom':
      return spokenByTerm(issue)
    case 'unrecognized_keys': {
      const keys = issue.keys.map((key) => `"${key}"`).join(', ')
      return { message: `There is no term ${keys} here`, mend: `Take it out, or correct the spelling` }
    }
    case 'invalid_type':
      return spokenByType(issue.expected, issue.input)
    case 'invalid_value':
      return {
        message: issue.input === undefined ? 'It is missing' : `${JSON.stringify(issue.input)} is not allowed here`,
        mend: `Write one of: ${issue.values.map(String).join(', ')}`,
      }
    case 'too_small':
      return { message: 'It is too small or too short', mend: `Give at least ${issue.minimum}` }
    case 'too_big':
      return { message: 'It is too large or too long', mend: `Give at most ${issue.maximum}` }
    case 'invalid_key':
      return { message: issue.issues[0]?.message ?? 'The name is not allowed', mend: 'Choose another name' }
    case 'invalid_union':
      return {
        message: issue.input === undefined ? 'It is missing' : 'It has none of the forms of this term',
        mend: MEND,
      }
    default:
      return { message: issue.message, mend: MEND }
  }
}

const MEND = 'Write it as the agreement language describes'

/** Some schemas carry the mend as a parameter, some write it behind a semicolon: "it never opens; write hours". */
function spokenByTerm(issue: z.core.$ZodIssueCustom): { message: string; mend: string } {
  const mend: unknown = issue.params?.['mend']
  if (typeof mend === 'string') return { message: issue.message, mend }
  const at = issue.message.lastIndexOf('; ')
  if (at < 0) return { message: issue.message, mend: MEND }
  return { message: issue.message.slice(0, at), mend: issue.message.slice(at + 2) }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text in quotes, with its unit where it has one',
  int: 'a whole number without quotes',
  array: 'a list',
  object: 'named terms',
  record: 'named terms',
}

function spokenByType(expected: string, input: unknown): { message: string; mend: string } {
  if (input === undefined) return { message: 'It is missing', mend: 'Add it: nothing is assumed where it is not said' }
  const shown = JSON.stringify(input) ?? typeof input
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
  return {
    message: `${short} is not of the right kind`,
    mend: `Write ${KINDS[expected] ?? `a value of type ${expected}`}`,
  }
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1)
  return start.endsWith('.') ? start : `${start}.`
}

/** A path for people: `serviceLevels.S2.credit.bands[1].from`. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  return text === '' ? 'terms' : text.replace(/^\./, '')
}
