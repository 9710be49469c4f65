import { z } from 'zod'
import type { Declaration } from './command.ts'
import { invalidInput, type Refusal } from './refusal.ts'

const depthMax = 64
const problemsMax = 100
const pathLengthMax = 200
const messageLengthMax = 500

// Printable ASCII and line ends are well formed and in normal form C.
const plainText = /^[ -~\t\n\r]*$/

/**
 * Input in the one form that the rest may rely on: text without U+0000 and lone surrogates, in Unicode normal form C;
 * no -0; ids (UUIDs) at the top in lower case; at most 64 levels deep. What has no such form is refused, with its
 * place. What is in that form already is handed on as it is.
 */
export function admitted(declaration: Declaration, given: unknown): unknown {
  const value = formed(given ?? {}, [])
  if (!isPlainObject(value)) return value
  const upper = uuidNamesOf(declaration).flatMap((name) => {
    const id = value[name]
    const lower = typeof id === 'string' ? id.toLowerCase() : id
    return lower === id ? [] : [[name, lower] as const]
  })
  return upper.length === 0 ? value : { ...value, ...Object.fromEntries(upper) }
}

/** The refusal for input that does not fit its schema. What it repeats of the input is bounded. */
export function unfit(error: z.ZodError): Refusal {
  const problems = error.issues.slice(0, problemsMax).map((issue) => ({
    path: placeOf(issue.path),
    message: issue.message.slice(0, messageLengthMax),
  }))
  const first = problems[0]
  return invalidInput.because(`${first?.path || 'input'}: ${first?.message ?? 'is not valid'}`, { problems })
}

function formed(value: unknown, trail: PropertyKey[]): unknown {
  if (typeof value === 'string') return formedText(value, trail)
  if (Object.is(value, -0)) return 0
  if (!Array.isArray(value) && !isPlainObject(value)) return value
  if (trail.length >= depthMax) throw misfit(trail, `is nested deeper than ${depthMax} levels`)
  return Array.isArray(value) ? formedArray(value, trail) : formedObject(value, trail)
}

function formedText(text: string, trail: readonly PropertyKey[]): string {
  if (plainText.test(text)) return text
  if (text.includes('\0')) throw misfit(trail, 'holds U+0000 (NUL), which the record cannot keep; take it out')
  if (!text.isWellFormed()) {
    throw misfit(trail, 'holds half of a surrogate pair, which is no character; take it out or send the whole one')
  }
  return text.normalize('NFC')
}

function formedArray(items: readonly unknown[], trail: PropertyKey[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (const [index, item] of items.entries()) {
    trail.push(index)
    const one = formed(item, trail)
    trail.pop()
    if (!Object.is(one, item)) copy ??= [...items]
    if (copy !== undefined) copy[index] = one
  }
  return copy ?? items
}

function formedObject(object: Record<string, unknown>, trail: PropertyKey[]): Record<string, unknown> {
  const entries = Object.entries(object)
  let isSame = true
  const made = entries.map(([name, value]) => {
    trail.push(name)
    const pair = [formedText(name, trail), formed(value, trail)] as const
    trail.pop()
    isSame &&= pair[0] === name && Object.is(pair[1], value)
    return pair
  })
  if (isSame) return object
  // Unlike assignment, this makes an own property of every name, `__proto__` too.
  const copy = Object.fromEntries(made)
  if (Object.keys(copy).length === entries.length) return copy
  throw misfit(trail, 'has two names that are the same text in Unicode normal form C')
}

function misfit(trail: readonly PropertyKey[], message: string): Refusal {
  const path = placeOf(trail)
  return invalidInput.because(`${path || 'input'}: ${message}.`, { problems: [{ path, message }] })
}

function placeOf(trail: readonly PropertyKey[]): string {
  return trail.map(String).join('.').slice(0, pathLengthMax)
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const known = new WeakMap<Declaration, readonly string[]>()

/** Names of the input's properties that are UUIDs: a UUID is the same in any case, and is kept in lower case. */
function uuidNamesOf(declaration: Declaration): readonly string[] {
  const found = known.get(declaration)
  if (found !== undefined) return found
  const names = Object.entries(declaration.input.shape)
    .filter(([, schema]) => bare(schema) instanceof z.ZodUUID)
    .map(([name]) => name)
  known.set(declaration, names)
  return names
}

function bare(schema: unknown): unknown {
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
  return isWrapped ? bare(schema.unwrap()) : schema
}
