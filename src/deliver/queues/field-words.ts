import { isDate, integerLimits, textLimits } from './form-reading.ts'
import type { Field, Form } from './model.ts'

export type FieldValue = string | number | boolean

/** What the fields of a form hold, facts and personal values together. */
export type FieldValues = Readonly<Record<string, FieldValue>>

/** A field that does not hold what it should, in words that never repeat what was typed. */
export interface FieldProblem {
  readonly path: string
  readonly message: string
}

export function titleOf(name: string, field: Field | undefined): string {
  return field?.title ?? name.replaceAll('-', ' ')
}

export function isPersonal(field: Field | undefined): boolean {
  return field?.type === 'string' && field['x-personal'] === true
}

/** What is wrong with the values of a form, in the order of its fields: the page says it before anything is sent. */
export function problemsOf(form: Form, values: FieldValues): FieldProblem[] {
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(form.properties, name))
  const known = Object.entries(form.properties).flatMap(([path, field]) => {
    const value = Object.hasOwn(values, path) ? values[path] : undefined
    if (value === undefined) {
      return form.required?.includes(path) === true ? [{ path, message: missingWords(field) }] : []
    }
    return fits(field, value) ? [] : [{ path, message: fieldWords(field) }]
  })
  return [...known, ...unknown.map((path) => ({ path, message: 'is no field of this form; take it away' }))]
}

function fits(field: Field, value: FieldValue): boolean {
  if (field.type === 'boolean') return typeof value === 'boolean'
  if (field.type === 'integer') {
    const { minimum, maximum } = boundsOf(field)
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum
  }
  if (typeof value !== 'string') return false
  const { least, most } = lengthsOf(field)
  // As JSON Schema counts: characters of Unicode, not the halves that some of them are stored in.
  const { length } = Array.from(value)
  if (length < least || length > most) return false
  if (field.enum !== undefined && !field.enum.includes(value)) return false
  if (field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(value)) return false
  return field.format === undefined || isDate(value)
}

export function boundsOf(field: Extract<Field, { type: 'integer' }>): { minimum: number; maximum: number } {
  return { minimum: field.minimum ?? integerLimits.minimum, maximum: field.maximum ?? integerLimits.maximum }
}

/** How long a text of a field is, at least and at most. A field that is filled holds at least one character. */
export function lengthsOf(field: Extract<Field, { type: 'string' }>): { least: number; most: number } {
  const usual = isPersonal(field) ? textLimits.personal : textLimits.fact
  const most = field.maxLength ?? (field.pattern === undefined ? usual : textLimits.matched)
  return { least: Math.max(1, field.minLength ?? 1), most }
}

function missingWords(field: Field): string {
  if (field.type === 'string' && field.enum !== undefined) return 'is needed; choose one'
  return field.type === 'boolean' ? 'is needed; say yes or no' : 'is needed; fill it in'
}

/** What a field holds, as the sentence that goes on from its title. */
export function fieldWords(field: Field): string {
  if (field.type === 'boolean') return 'is yes or no'
  if (field.type === 'integer') return `is a whole number${boundWords(boundsOf(field))}`
  if (field.enum !== undefined) return 'is one of the choices'
  if (field.format === 'date') return 'is a date that exists, written yyyy-mm-dd'
  const { least, most } = lengthsOf(field)
  const length = `has ${least} to ${most} characters`
  return field.pattern === undefined ? length : `${length} like ${field.pattern.slice(1, -1)}`
}

function boundWords({ minimum, maximum }: { minimum: number; maximum: number }): string {
  const from = minimum === integerLimits.minimum ? undefined : `from ${minimum}`
  const to = maximum === integerLimits.maximum ? undefined : `${from === undefined ? 'up ' : ''}to ${maximum}`
  const said = [from, to].filter((part) => part !== undefined)
  return said.length === 0 ? '' : ` ${said.join(' ')}`
}
