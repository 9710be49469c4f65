import type { CanonicalValue } from '../../kernel/record/format/canonical.ts'
import { parseDate } from '../../kernel/time/civil-date.ts'
import { Form, type Field } from './model.ts'
import { patternProblem } from './pattern.ts'

export const formLimits = { fields: 60, choices: 200, choiceLength: 200, title: 120, description: 500 } as const
/** The longest text a fact may be, the longest personal one, and the longest that is matched against a pattern. */
export const textLimits = { fact: 500, personal: 4_000, matched: 100 } as const
/** Whole numbers that every JSON reader keeps exactly. */
export const integerLimits = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const

/** What is wrong in a form, where (the keys that lead there, with dots), and how it is mended. */
export interface FormProblem {
  readonly path: string
  readonly message: string
  readonly mend: string
}

export type ReadForm = { readonly form: Form } | { readonly problems: readonly FormProblem[] }

/** Reads a form, or says everything that is wrong in it. */
export function readForm(source: CanonicalValue): ReadForm {
  const parsed = Form.safeParse(source)
  if (!parsed.success) return { problems: parsed.error.issues.slice(0, 20).map(shapeProblem) }
  const form = parsed.data
  const fields = Object.entries(form.properties)
  const problems = [
    ...wordProblems(form, ''),
    ...(fields.length === 0 || fields.length > formLimits.fields
      ? [problem('properties', `A form has 1 to ${formLimits.fields} fields`, 'Add a field or take some away.')]
      : []),
    ...fields.flatMap(([name, field]) => fieldProblems(field, `properties.${name}`)),
    ...requiredProblems(form),
  ]
  return problems.length > 0 ? { problems } : { form }
}

function shapeProblem(issue: {
  readonly path: readonly PropertyKey[]
  readonly code: string
  readonly message: string
}) {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const keys = (issue as unknown as { readonly keys: readonly string[] }).keys.join(', ')
    return problem(path, `Forms do not know ${keys}`, 'Take it away, or say it with the keywords that forms have.')
  }
  if (issue.code === 'invalid_union') {
    return problem(path, 'A field is a string, an integer or a boolean', 'Give "type" one of these three.')
  }
  if (issue.code === 'invalid_key') {
    return problem(path, 'Names begin with a letter and have small letters, digits and dashes', 'Rename the field.')
  }
  return problem(path, issue.message, 'Write it as JSON Schema (draft 2020-12) says: a flat object of fields.')
}

function wordProblems({ title = 'x', description = '' }: Pick<Field, 'title' | 'description'>, at: string) {
  const under = (key: string) => (at === '' ? key : `${at}.${key}`)
  const isTitle = title.trim() !== '' && title.length <= formLimits.title
  return [
    ...(isTitle ? [] : [problem(under('title'), `A title has 1 to ${formLimits.title} characters`, 'Shorten it.')]),
    ...(description.length <= formLimits.description
      ? []
      : [
          problem(
            under('description'),
            `A description has at most ${formLimits.description} characters`,
            'Shorten it.',
          ),
        ]),
  ]
}

function fieldProblems(field: Field, at: string): FormProblem[] {
  const words = wordProblems(field, at)
  if (field.type === 'boolean') return words
  if (field.type === 'integer') {
    const { minimum = integerLimits.minimum, maximum = integerLimits.maximum } = field
    if (minimum <= maximum) return words
    return [...words, problem(`${at}.maximum`, 'It is below the minimum', 'Give a maximum that is not below it.')]
  }
  return [...words, ...textProblems(field, at), ...choiceProblems(field, at)]
}

type TextField = Extract<Field, { type: 'string' }>

function textProblems(field: TextField, at: string): FormProblem[] {
  const { minLength = 0, pattern, format } = field
  const most = field['x-personal'] === true ? textLimits.personal : textLimits.fact
  const maxLength = field.maxLength ?? (pattern === undefined ? most : textLimits.matched)
  const problems: FormProblem[] = []
  if (minLength < 0 || maxLength < 1 || maxLength > most || minLength > maxLength) {
    problems.push(problem(`${at}.maxLength`, `Lengths are from 0 to ${most}, the least first`, 'Mend the two lengths.'))
  }
  if (pattern === undefined) return problems
  const wrong = patternProblem(pattern)
  if (wrong !== undefined) problems.push(problem(`${at}.pattern`, `A pattern ${wrong}`, 'Write it more simply.'))
  if (maxLength > textLimits.matched) {
    const message = `A text with a pattern has at most ${textLimits.matched} characters`
    problems.push(problem(`${at}.maxLength`, message, `Give a maxLength up to ${textLimits.matched}.`))
  }
  if (format !== undefined) problems.push(problem(`${at}.pattern`, 'A date has no pattern', 'Take one of them away.'))
  return problems
}

function choiceProblems(field: TextField, at: string): FormProblem[] {
  const { enum: choices, format, pattern } = field
  if (choices === undefined) return []
  const problems: FormProblem[] = []
  const isFit = choices.every((choice) => choice.trim() === choice && choice !== '' && choice.length <= 200)
  if (choices.length === 0 || choices.length > formLimits.choices || !isFit) {
    const message = `Choices are 1 to ${formLimits.choices} texts of 1 to ${formLimits.choiceLength} characters`
    problems.push(problem(`${at}.enum`, message, 'Take away what is empty, too long or has spaces around it.'))
  }
  if (new Set(choices).size < choices.length) {
    problems.push(problem(`${at}.enum`, 'A choice stands there twice', 'Take one of the two away.'))
  }
  if (format !== undefined || pattern !== undefined || field['x-personal'] === true) {
    problems.push(problem(at, 'Choices are neither dates, patterns nor personal', 'Take "enum" or the other away.'))
  }
  return problems
}

function requiredProblems({ required = [], properties }: Form): FormProblem[] {
  return required.flatMap((name, place) => {
    const at = `required.${place}`
    if (!Object.hasOwn(properties, name)) return [problem(at, `There is no field ${name}`, 'Name a field of the form.')]
    return required.indexOf(name) === place ? [] : [problem(at, `${name} stands there twice`, 'Name it once.')]
  })
}

function problem(path: string, message: string, mend: string): FormProblem {
  return { path, message, mend }
}

/** True for a date that exists, written yyyy-mm-dd. */
export function isDate(text: string): boolean {
  try {
    parseDate(text)
    return true
  } catch {
    return false
  }
}
