import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { isDate } from './form-reading.ts'
import { boundsOf, lengthsOf, problemsOf, type FieldProblem, type FieldValues } from './field-words.ts'
import type { Field, Form } from './model.ts'

const compiledMax = 200
const compiled = new Map<string, ValidateFunction>()

/**
 * Whether values satisfy a form, by a validator that is compiled once for a version and kept; the ones that were not
 * used longest are forgotten.
 * @param key names the version: engagement, queue, number
 */
export function checkValues(key: string, form: Form, values: FieldValues): readonly FieldProblem[] {
  const validate = compiled.get(key) ?? compile(form)
  compiled.delete(key)
  compiled.set(key, validate)
  if (compiled.size > compiledMax) compiled.delete(compiled.keys().next().value ?? '')
  return validate(values) ? [] : problemsOf(form, values)
}

function compile(form: Form): ValidateFunction {
  // Each form has a compiler of its own: a shared one would keep every schema it ever saw.
  const ajv = new Ajv2020({ strict: true, allErrors: false, validateFormats: true })
  ajv.addFormat('date', isDate)
  return ajv.compile({
    type: 'object',
    properties: Object.fromEntries(Object.entries(form.properties).map(([name, field]) => [name, schemaOf(field)])),
    required: form.required ?? [],
    additionalProperties: false,
  })
}

/** The schema of a field with every bound spelled out. */
function schemaOf(field: Field): Readonly<Record<string, unknown>> {
  if (field.type === 'boolean') return { type: 'boolean' }
  if (field.type === 'integer') return { type: 'integer', ...boundsOf(field) }
  const { least, most } = lengthsOf(field)
  const { enum: choices, format, pattern } = field
  return {
    type: 'string',
    minLength: least,
    maxLength: most,
    ...(choices === undefined ? {} : { enum: choices }),
    ...(format === undefined ? {} : { format }),
    ...(pattern === undefined ? {} : { pattern }),
  }
}
