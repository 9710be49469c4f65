import { ExpressionError } from './problem.ts'
import { kindOf, type Node, type ValueKind } from './syntax.ts'

const kindWords = {
  text: 'a text',
  number: 'a number',
  boolean: 'a condition',
  date: 'a date',
  null: 'null',
  any: 'a fact',
} as const satisfies Record<ValueKind, string>

/** Refuses what can never be true or false: a text or a number by itself. Throws ExpressionError. */
export function checkCondition(node: Node, position: number): void {
  const kind = kindOf(node)
  if (kind === 'boolean' || kind === 'any') return
  throw new ExpressionError({
    position,
    what: `${kindWords[kind]} stands where a condition is wanted`,
    allowed: 'a comparison, in, between, not(), true, false, or the name of a yes-or-no fact',
    mend: 'say what it is compared with, such as priority = "high"',
  })
}

/** Refuses a comparison that no fact can make true or false. Throws ExpressionError. */
export function checkPair(pair: { left: Node; right: Node; isOrdered: boolean }, position: number): void {
  const [left, right] = [kindOf(pair.left), kindOf(pair.right)]
  const isUnordered = pair.isOrdered && [left, right].some((kind) => kind === 'null' || kind === 'boolean')
  const isSame = left === right || [left, right].some((kind) => kind === 'any' || kind === 'null')
  if (isSame && !isUnordered) return
  const words = `${kindWords[left]} and ${kindWords[right]}`
  throw new ExpressionError({
    position,
    what: isUnordered ? `${words} have no order, and are compared` : `${words} are compared`,
    allowed: 'two values of one kind, or a fact and a value',
    mend: 'write texts in quotation marks, numbers without, dates as date("2026-10-01")',
  })
}
