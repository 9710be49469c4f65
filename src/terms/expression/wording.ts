import { canonicalText, numberText, type Comparison, type FunctionName, type Node } from './syntax.ts'

/** The expression as a sentence's part: 'the priority is high and the amount is at least 500'. */
export function englishOf(node: Node): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.parts.map((part) => grouped(part)).join(` ${node.kind} `)
    case 'not':
      return `it is not so that ${grouped(node.part)}`
    case 'compare':
      return comparedWords(node.operator, node.left, node.right)
    case 'one-of':
      return `${valueWords(node.value)} is ${oneOf(node.choices.map(valueWords))}`
    case 'range': {
      const [low, high] = [valueWords(node.from), valueWords(node.to)]
      const from = node.includesFrom ? `at least ${low}` : `above ${low}`
      return `${valueWords(node.value)} is ${from} and ${node.includesTo ? `at most ${high}` : `below ${high}`}`
    }
    case 'call':
      return calledWords(node.called, node.given)
    case 'name':
      return `${valueWords(node)} is yes`
    case 'boolean':
      return node.value ? 'always' : 'never'
    default:
      return valueWords(node)
  }
}

const simple: ReadonlySet<Node['kind']> = new Set(['compare', 'one-of', 'call', 'name', 'boolean'])

function grouped(node: Node): string {
  return simple.has(node.kind) ? englishOf(node) : `(${englishOf(node)})`
}

const orderWords = {
  '<': 'below',
  '<=': 'at most',
  '>': 'above',
  '>=': 'at least',
} as const

const dateWords = { '<': 'before', '<=': 'on or before', '>': 'after', '>=': 'on or after' } as const

function comparedWords(operator: Comparison, left: Node, right: Node): string {
  const [subject, object] = [valueWords(left), valueWords(right)]
  if (right.kind === 'null' && operator === '=') return `${subject} is not given`
  if (right.kind === 'null' && operator === '!=') return `${subject} is given`
  if (operator === '=') return `${subject} is ${object}`
  // A missing fact is not equal to anything, which a reader should not have to know.
  if (operator === '!=') return `${subject} is not ${object}${left.kind === 'name' ? ' (or not given)' : ''}`
  const isDate = [left, right].some((node) => node.kind === 'call' && node.called === 'date')
  return `${subject} is ${(isDate ? dateWords : orderWords)[operator]} ${object}`
}

function calledWords(called: FunctionName, given: readonly Node[]): string {
  const [first = '', second = ''] = given.map(valueWords)
  switch (called) {
    case 'contains':
      return `${first} contains ${second}`
    case 'starts with':
      return `${first} starts with ${second}`
    case 'ends with':
      return `${first} ends with ${second}`
    default:
      return valueWords({ kind: 'call', called, given })
  }
}

function valueWords(node: Node): string {
  switch (node.kind) {
    case 'name':
      return `the ${node.name.replaceAll('-', ' ')}`
    case 'text':
      return /^[\p{L}][\p{L}\p{N} -]*$/u.test(node.value) ? node.value : JSON.stringify(node.value)
    case 'number':
      return numberText(node.value)
    case 'boolean':
      return node.value ? 'yes' : 'no'
    case 'null':
      return 'not given'
    case 'call': {
      const [inner] = node.given
      if (!inner || node.called === 'contains' || node.called === 'starts with' || node.called === 'ends with') break
      return node.called === 'lower case' ? `${valueWords(inner)} in small letters` : dequoted(inner)
    }
    default:
  }
  return `(${canonicalText(node)})`
}

function dequoted(node: Node): string {
  return node.kind === 'text' ? node.value : valueWords(node)
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}
