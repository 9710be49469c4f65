import { compareDecimal, decimal, parseDecimal, trimDecimal, type Decimal } from '../../kernel/money/decimal.ts'
import { parseDate, type EpochDay } from '../../kernel/time/civil-date.ts'
import { TimeError } from '../../kernel/time/time-error.ts'
import type { Comparison, FunctionName, Node, RangeNode } from './syntax.ts'

/** The facts of a work item, flat; what is not given is null. */
export type GivenFacts = { readonly [name: string]: string | number | boolean | null | undefined }

type DateValue = { readonly day: EpochDay }
type Value = string | number | boolean | null | Decimal | DateValue
type Evaluation<Result> = (facts: GivenFacts) => Result

/**
 * An expression as a chain of closures. Values are those of FEEL (DMN 1.5, chapter 10), with its three-valued logic:
 * - a missing fact is null; `= null` asks for it; null equals nothing else, so `!=` holds for a missing fact
 * - any order (<, in a range, between) with null gives null, and so does a comparison of two kinds
 * - a number compares with a fact that holds a decimal text ("12.50"), a date with one that holds a date, exactly;
 *   text with text goes by UTF-16 code units
 */
export function compileNode(node: Node): Evaluation<boolean | null> {
  const value = valueOf(node)
  return (facts) => {
    const result = value(facts)
    return typeof result === 'boolean' ? result : null
  }
}

function valueOf(node: Node): Evaluation<Value> {
  switch (node.kind) {
    case 'text':
    case 'boolean': {
      const { value } = node
      return () => value
    }
    case 'null':
      return () => null
    case 'number': {
      const value = plainNumber(node.value)
      return () => value
    }
    case 'name':
      return factOf(node.name)
    case 'call':
      return callOf(node.called, node.given)
    case 'compare':
      return comparisonOf(node.operator, valueOf(node.left), valueOf(node.right))
    case 'one-of':
      return choiceOf(valueOf(node.value), node.choices.map(valueOf))
    case 'range':
      return rangeOf(node)
    case 'and':
    case 'or':
      return joined(node.parts.map(valueOf), node.kind === 'or')
    case 'not': {
      const part = valueOf(node.part)
      return (facts) => {
        const value = part(facts)
        return typeof value === 'boolean' ? !value : null
      }
    }
  }
}

function factOf(name: string): Evaluation<Value> {
  // Only what is the object's own: a fact is never found on a prototype.
  return (facts) => (Object.hasOwn(facts, name) ? (facts[name] ?? null) : null)
}

/** `or` is decided by the first true, `and` by the first false; undecided, one null makes it null. */
function joined(parts: readonly Evaluation<Value>[], decides: boolean): Evaluation<Value> {
  return (facts) => {
    let isKnown = true
    for (const part of parts) {
      const value = part(facts)
      if (value === decides) return decides
      if (typeof value !== 'boolean') isKnown = false
    }
    return isKnown ? !decides : null
  }
}

function comparisonOf(operator: Comparison, left: Evaluation<Value>, right: Evaluation<Value>): Evaluation<Value> {
  switch (operator) {
    case '=':
      return (facts) => equal(left(facts), right(facts))
    case '!=':
      return (facts) => {
        const isEqual = equal(left(facts), right(facts))
        return isEqual === null ? null : !isEqual
      }
    case '<':
      return (facts) => isOrdered(order(left(facts), right(facts)), -1, -1)
    case '<=':
      return (facts) => isOrdered(order(left(facts), right(facts)), -1, 0)
    case '>':
      return (facts) => isOrdered(order(left(facts), right(facts)), 1, 1)
    case '>=':
      return (facts) => isOrdered(order(left(facts), right(facts)), 0, 1)
  }
}

function isOrdered(sign: number | undefined, least: number, most: number): boolean | null {
  return sign === undefined ? null : sign >= least && sign <= most
}

function choiceOf(value: Evaluation<Value>, choices: readonly Evaluation<Value>[]): Evaluation<Value> {
  return (facts) => {
    const wanted = value(facts)
    let isKnown = true
    for (const choice of choices) {
      const isEqual = equal(wanted, choice(facts))
      if (isEqual === true) return true
      if (isEqual === null) isKnown = false
    }
    return isKnown ? false : null
  }
}

function rangeOf({ value, from, to, includesFrom, includesTo }: RangeNode): Evaluation<Value> {
  const [asked, low, high] = [valueOf(value), valueOf(from), valueOf(to)]
  return (facts) => {
    const wanted = asked(facts)
    const above = isOrdered(order(wanted, low(facts)), includesFrom ? 0 : 1, 1)
    const below = isOrdered(order(wanted, high(facts)), -1, includesTo ? 0 : -1)
    if (above === false || below === false) return false
    return above === null || below === null ? null : true
  }
}

function callOf(called: FunctionName, given: readonly Node[]): Evaluation<Value> {
  const [first = () => null, second = () => null] = given.map(valueOf)
  switch (called) {
    case 'contains':
      return textTest(first, second, (text, part) => text.includes(part))
    case 'starts with':
      return textTest(first, second, (text, part) => text.startsWith(part))
    case 'ends with':
      return textTest(first, second, (text, part) => text.endsWith(part))
    case 'lower case':
      return (facts) => {
        const text = first(facts)
        return typeof text === 'string' ? text.toLowerCase() : null
      }
    case 'date':
      return once(given, (facts) => dateOf(first(facts)) ?? null)
    case 'number':
      return once(given, (facts) => numberOf(first(facts)) ?? null)
  }
}

/** A call that asks no fact gives the same each time, so it is made once. */
function once(given: readonly Node[], call: Evaluation<Value>): Evaluation<Value> {
  if (given.some(({ kind }) => kind !== 'text' && kind !== 'number')) return call
  const value = call({})
  return () => value
}

function textTest(
  first: Evaluation<Value>,
  second: Evaluation<Value>,
  holds: (text: string, part: string) => boolean,
): Evaluation<Value> {
  return (facts) => {
    const text = first(facts)
    const part = second(facts)
    return typeof text === 'string' && typeof part === 'string' ? holds(text, part) : null
  }
}

function equal(left: Value, right: Value): boolean | null {
  if (left === null || right === null) return left === right
  if (typeof left === 'boolean' && typeof right === 'boolean') return left === right
  const sign = order(left, right)
  return sign === undefined ? null : sign === 0
}

/** -1, 0 or 1; undefined for what has no order: null, yes or no, and values of two kinds. */
function order(left: Value, right: Value): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left === right ? 0 : 1
  if (left === null || right === null || typeof left === 'boolean' || typeof right === 'boolean') return undefined
  if (isDate(left) || isDate(right)) return signOf(dateOf(left)?.day, dateOf(right)?.day)
  const [a, b] = [numberOf(left), numberOf(right)]
  if (typeof a === 'number' && typeof b === 'number') return signOf(a, b)
  if (a === undefined || b === undefined) return undefined
  return compareDecimal(exact(a), exact(b))
}

function signOf(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined
  return left < right ? -1 : left === right ? 0 : 1
}

function isDate(value: Value): value is DateValue {
  return typeof value === 'object' && value !== null && 'day' in value
}

function dateOf(value: Value): DateValue | undefined {
  if (typeof value !== 'string')
    return typeof value === 'object' && value !== null && 'day' in value ? value : undefined
  if (value.length !== 10) return undefined
  try {
    return { day: parseDate(value) }
  } catch (error) {
    if (error instanceof TimeError) return undefined
    throw error
  }
}

const decimalText = /^-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,29})?$/

/** The number that a value is or, as a text, holds; undefined for all others. */
function numberOf(value: Value): number | Decimal | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value === 'string') return decimalText.test(value) ? plainNumber(parseDecimal(value)) : undefined
  return typeof value === 'object' && value !== null && 'scale' in value ? value : undefined
}

/** A whole number that a double holds exactly as a double, all others as they are. */
function plainNumber(value: Decimal): number | Decimal {
  const trimmed = trimDecimal(value)
  const whole = Number(trimmed.digits)
  return trimmed.scale === 0 && Number.isSafeInteger(whole) ? whole : trimmed
}

function exact(value: number | Decimal): Decimal {
  return typeof value === 'number' ? decimal(BigInt(value)) : value
}
