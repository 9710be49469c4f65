import { formatDecimal, trimDecimal, type Decimal } from '../../kernel/money/decimal.ts'

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** An expression, read. `and` and `or` hold at least two parts, none of which is of the same kind. */
export type Node =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: Decimal }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly called: FunctionName; readonly given: readonly Node[] }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Node; readonly right: Node }
  | { readonly kind: 'one-of'; readonly value: Node; readonly choices: readonly Node[] }
  | RangeNode
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Node[] }
  | { readonly kind: 'not'; readonly part: Node }

export type RangeNode = {
  readonly kind: 'range'
  readonly value: Node
  readonly from: Node
  readonly to: Node
  readonly includesFrom: boolean
  readonly includesTo: boolean
}

/** What a node can be known to give before any fact is known. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'date' | 'null' | 'any'

/** The functions that exist: how many values they take, of which kind, and what they give. */
export const functions = {
  contains: { takes: 2, gives: 'boolean' },
  'starts with': { takes: 2, gives: 'boolean' },
  'ends with': { takes: 2, gives: 'boolean' },
  'lower case': { takes: 1, gives: 'text' },
  date: { takes: 1, gives: 'date' },
  number: { takes: 1, gives: 'number' },
} as const satisfies Record<string, { takes: number; gives: ValueKind }>
export type FunctionName = keyof typeof functions

/** Words of the language, which no fact can be asked by. */
export const reservedWords: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'in',
  'between',
  'true',
  'false',
  'null',
])

export function kindOf(node: Node): ValueKind {
  switch (node.kind) {
    case 'text':
    case 'number':
    case 'boolean':
    case 'null':
      return node.kind
    case 'name':
      return 'any'
    case 'call':
      return functions[node.called].gives
    default:
      return 'boolean'
  }
}

/** The names of the facts that the expression asks, each once, sorted by code units. */
export function namesIn(node: Node): string[] {
  const names = new Set<string>()
  const visit = (inner: Node) => {
    if (inner.kind === 'name') names.add(inner.name)
    for (const child of childrenOf(inner)) visit(child)
  }
  visit(node)
  return [...names].sort()
}

/** The nodes directly inside, in the order in which they are written. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'call':
      return node.given
    case 'compare':
      return [node.left, node.right]
    case 'one-of':
      return [node.value, ...node.choices]
    case 'range':
      return [node.value, node.from, node.to]
    case 'and':
    case 'or':
      return node.parts
    case 'not':
      return [node.part]
    default:
      return []
  }
}

/** The one text in which an expression is kept: single blanks, no brackets that change nothing, shortest numbers. */
export function canonicalText(node: Node): string {
  switch (node.kind) {
    case 'text':
      return JSON.stringify(node.value)
    case 'number':
      return numberText(node.value)
    case 'boolean':
      return String(node.value)
    case 'null':
      return 'null'
    case 'name':
      return node.name
    case 'call':
      return `${node.called}(${node.given.map(canonicalText).join(', ')})`
    case 'compare':
      return `${operandText(node.left)} ${node.operator} ${operandText(node.right)}`
    case 'one-of':
      return `${operandText(node.value)} in (${node.choices.map(canonicalText).join(', ')})`
    case 'range':
      return `${operandText(node.value)} in ${rangeText(node)}`
    case 'and':
      // `or` binds more loosely than `and`, so only an `or` inside needs brackets.
      return node.parts.map((part) => (part.kind === 'or' ? bracketed(part) : canonicalText(part))).join(' and ')
    case 'or':
      return node.parts.map(canonicalText).join(' or ')
    case 'not':
      return `not(${canonicalText(node.part)})`
  }
}

/** '12.5' of 12.50 */
export function numberText(value: Decimal): string {
  return formatDecimal(trimDecimal(value))
}

function rangeText({ from, to, includesFrom, includesTo }: RangeNode): string {
  return `${includesFrom ? '[' : '('}${operandText(from)}..${operandText(to)}${includesTo ? ']' : ')'}`
}

const needBrackets: ReadonlySet<Node['kind']> = new Set(['compare', 'one-of', 'range', 'and', 'or'])

function operandText(node: Node): string {
  return needBrackets.has(node.kind) ? bracketed(node) : canonicalText(node)
}

function bracketed(node: Node): string {
  return `(${canonicalText(node)})`
}
