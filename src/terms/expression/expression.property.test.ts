import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseExpression, type GivenFacts } from './expression.ts'
import { parseNode } from './parsing.ts'
import { canonicalText, childrenOf, type Node } from './syntax.ts'

const names = ['a', 'b-c', 'in-time', 'date', 'x1']
const name = fc.constantFrom(...names)
const number = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.constantFrom('', '.5', '.50', '.25'))
  .map((p) => p.join(''))
const plainText = fc.constantFrom('"high"', '"low"', '"12"', '"12.50"', '"Å \\" \\\\"', '"2026-10-01"')
const date = fc.constantFrom('date("2026-10-01")', 'date("2024-02-29")')
const anyOperator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=')
const literal = fc.oneof(number, plainText, date)

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    name,
    fc.tuple(name, anyOperator, fc.oneof(literal, name)).map((parts) => parts.join(' ')),
    fc
      .tuple(name, fc.array(literal, { minLength: 1, maxLength: 3 }))
      .map(([of, list]) => `${of} in(${list.join(',')})`),
    fc.tuple(name, fc.constantFrom('[', '('), number, number, fc.constantFrom(']', ')')).map(rangeText),
    fc.tuple(name, number, number).map(([of, from, to]) => `${of} between ${from} and ${to}`),
    fc
      .tuple(fc.constantFrom('contains', 'starts with', 'ends with'), name, plainText)
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
    fc.tuple(name, plainText).map(([of, text]) => `lower case(${of}) = ${text}`),
    fc.tuple(name, number).map(([of, than]) => `number(${of}) < ${than}`),
    tie('condition').map((inner) => `not(${inner})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([l, word, r]) => `(${l}) ${word} (${r})`),
    fc.tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition')).map((parts) => parts.join(' ')),
  ),
}))

function rangeText([of, open, from, to, close]: readonly string[]): string {
  return `${of} in ${open}${from}..${to}${close}`
}

const fact = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('high', 'LOW', '12', '12.50', '-3.5', '012', '2026-10-01', '2024-02-30', 'Å " \\', ''),
)
const someFacts: fc.Arbitrary<GivenFacts> = fc
  .uniqueArray(fc.tuple(name, fact), { selector: ([key]) => key })
  .map((entries) => Object.fromEntries(entries))

test('what the canonical text says is the same expression', () => {
  fc.assert(
    fc.property(condition, (text) => {
      const node = parseNode(text)
      const canonical = canonicalText(node)
      expect(parseNode(canonical)).toEqual(parseNode(canonicalText(parseNode(canonical))))
      expect(canonicalText(parseNode(canonical))).toBe(canonical)
      expect(heights(parseNode(canonical))).toBe(heights(node))
    }),
    { numRuns: 1000 },
  )
})

function heights(node: Node): number {
  return 1 + childrenOf(node).reduce((sum, child) => sum + heights(child), 0)
}

test('the compiled condition agrees with a slow reading of the definition', () => {
  const results = new Map<unknown, number>()
  fc.assert(
    fc.property(condition, someFacts, (text, facts) => {
      const slow = conditionBy(parseNode(text), facts)
      expect(parseExpression(text).evaluate(facts)).toBe(slow)
      results.set(slow, (results.get(slow) ?? 0) + 1)
    }),
    { numRuns: 5000 },
  )
  for (const result of [true, false, null]) expect(results.get(result)).toBeGreaterThan(300)
})

// The definition again, in another way: every value is a tagged pair, numbers are fractions of whole numbers.
type Slow =
  | { tag: 'none' }
  | { tag: 'flag' | 'text' | 'date'; value: string }
  | { tag: 'ratio'; over: bigint; under: bigint }

function conditionBy(node: Node, facts: GivenFacts): boolean | null {
  const value = slowly(node, facts)
  return value.tag === 'flag' ? value.value === 'true' : null
}

const none: Slow = { tag: 'none' }
const flag = (value: boolean | null): Slow => (value === null ? none : { tag: 'flag', value: String(value) })
const ratioText = /^-?(0|[1-9]\d*)(\.\d+)?$/

function ratioOf(text: string): Slow {
  if (!ratioText.test(text)) return none
  const decimals = text.split('.')[1]?.length ?? 0
  return { tag: 'ratio', over: BigInt(text.replace('.', '')), under: 10n ** BigInt(decimals) }
}

function dayOf(text: string): Slow {
  const at = new Date(`${text}T00:00:00Z`)
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
  return isDate ? { tag: 'date', value: text } : none
}

function slowly(node: Node, facts: GivenFacts): Slow {
  const inner = childrenOf(node).map((child) => slowly(child, facts))
  const [first = none, second = none, third = none] = inner
  switch (node.kind) {
    case 'null':
      return none
    case 'boolean':
      return flag(node.value)
    case 'text':
      return { tag: 'text', value: node.value }
    case 'number':
      return { tag: 'ratio', over: node.value.digits, under: 10n ** BigInt(node.value.scale) }
    case 'name':
      return factBy(Object.entries(facts).find(([key]) => key === node.name)?.[1])
    case 'compare':
      return flag(comparedBy(node.operator, first, second))
    case 'one-of':
      return flag(anyOf(inner.slice(1).map((choice) => comparedBy('=', first, choice))))
    case 'range': {
      const above = comparedBy(node.includesFrom ? '>=' : '>', first, second)
      return flag(allOf([above, comparedBy(node.includesTo ? '<=' : '<', first, third)]))
    }
    case 'and':
      return flag(allOf(inner.map(truth)))
    case 'or':
      return flag(anyOf(inner.map(truth)))
    case 'not':
      return flag(truth(first) === null ? null : truth(first) === false)
    case 'call':
      return calledBy(node.called, first, second)
  }
}

function calledBy(called: string, first: Slow, second: Slow): Slow {
  if (called === 'number' && first.tag === 'ratio') return first
  if (first.tag !== 'text') return none
  if (called === 'number') return ratioOf(first.value)
  if (called === 'date') return dayOf(first.value)
  if (called === 'lower case') return { tag: 'text', value: first.value.toLowerCase() }
  if (second.tag !== 'text') return none
  const at = first.value.split(second.value).length > 1
  if (called === 'contains') return flag(at)
  const { length } = second.value
  const part = called === 'starts with' ? first.value.slice(0, length) : first.value.slice(first.value.length - length)
  return flag(length <= first.value.length && part === second.value)
}

function factBy(value: unknown): Slow {
  if (typeof value === 'string') return { tag: 'text', value }
  if (typeof value === 'boolean') return flag(value)
  return typeof value === 'number' ? { tag: 'ratio', over: BigInt(value), under: 1n } : none
}

function truth(value: Slow): boolean | null {
  return value.tag === 'flag' ? value.value === 'true' : null
}

function allOf(values: readonly (boolean | null)[]): boolean | null {
  return values.includes(false) ? false : values.includes(null) ? null : true
}

function anyOf(values: readonly (boolean | null)[]): boolean | null {
  return values.includes(true) ? true : values.includes(null) ? null : false
}

function comparedBy(operator: string, left: Slow, right: Slow): boolean | null {
  const isEquality = operator === '=' || operator === '!='
  if (isEquality && (left.tag === 'none' || right.tag === 'none'))
    return (left.tag === right.tag) === (operator === '=')
  const [a, b] = alike(left, right)
  if (a.tag !== b.tag || a.tag === 'none' || (a.tag === 'flag' && !isEquality)) return null
  const difference = differenceOf(a, b)
  if (operator === '=') return difference === 0
  if (operator === '!=') return difference !== 0
  if (operator === '<') return difference < 0
  if (operator === '>') return difference > 0
  return operator === '<=' ? difference <= 0 : difference >= 0
}

function alike(left: Slow, right: Slow): [Slow, Slow] {
  const as = (tag: string, value: Slow): Slow => {
    if (value.tag !== 'text') return value
    return tag === 'ratio' ? ratioOf(value.value) : tag === 'date' ? dayOf(value.value) : value
  }
  return [as(right.tag, left), as(left.tag, right)]
}

function differenceOf(a: Slow, b: Slow): number {
  if (a.tag === 'ratio' && b.tag === 'ratio') {
    const difference = a.over * b.under - b.over * a.under
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  }
  if (a.tag === 'none' || b.tag === 'none' || a.tag === 'ratio' || b.tag === 'ratio') return NaN
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0
}
