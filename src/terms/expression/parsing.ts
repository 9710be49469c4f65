import { parseDecimal } from '../../kernel/money/decimal.ts'
import { parseDate } from '../../kernel/time/civil-date.ts'
import { TimeError } from '../../kernel/time/time-error.ts'
import { checkCondition, checkPair } from './kinds.ts'
import { ExpressionError } from './problem.ts'
import { tokensOf, tooLong, charactersMax, type Token } from './scanning.ts'
import { canonicalText, functions, reservedWords, type Comparison, type FunctionName, type Node } from './syntax.ts'

export const depthMax = 50

type Reader = { readonly tokens: readonly Token[]; next: number; depth: number }

const aValue = 'the name of a fact, a text, a number, true, false, null, a function or "("'

/**
 * Reads an expression:
 *   or := and ("or" and)* · and := part ("and" part)* · part := value [comparison value | "in" ( list | range ) |
 *   "between" value "and" value] · value := name | text | number | true | false | null | function | "(" or ")"
 * Throws ExpressionError.
 */
export function parseNode(source: string): Node {
  const reader: Reader = { tokens: tokensOf(source), next: 0, depth: 0 }
  const node = readOr(reader)
  if (peek(reader).kind !== 'end') throw unexpected(reader, 'a comparison, in, between, and, or, or the end')
  checkCondition(node, reader.tokens[0]?.at ?? 0)
  // The canonical text is what is kept, so it must be readable too.
  const { length } = canonicalText(node)
  if (length > charactersMax) throw tooLong(length)
  return node
}

function readOr(reader: Reader): Node {
  return readJoined(reader, 'or', readAnd)
}

function readAnd(reader: Reader): Node {
  return readJoined(reader, 'and', readPart)
}

function readJoined(reader: Reader, kind: 'and' | 'or', readOne: (reader: Reader) => Node): Node {
  const begins = peek(reader).at
  const first = readOne(reader)
  if (!isNext(reader, kind)) return first
  const parts: Node[] = []
  const add = (part: Node, at: number) => {
    checkCondition(part, at)
    // Three-valued `and` and `or` may be grouped in any way, so a group of the same kind is no group.
    if (part.kind === kind) parts.push(...part.parts)
    else parts.push(part)
  }
  add(first, begins)
  while (isNext(reader, kind)) {
    take(reader)
    const { at } = peek(reader)
    add(readOne(reader), at)
  }
  return { kind, parts }
}

const comparisons: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>='])

function readPart(reader: Reader): Node {
  const left = readValue(reader)
  const { text, kind, at } = peek(reader)
  if (kind === 'sign' && comparisons.has(text)) {
    take(reader)
    const operator = text as Comparison
    const right = readValue(reader)
    checkPair({ left, right, isOrdered: operator !== '=' && operator !== '!=' }, at)
    return { kind: 'compare', operator, left, right }
  }
  if (isNext(reader, 'in')) return readIn(reader, left)
  if (!isNext(reader, 'between')) return left
  take(reader)
  const from = readValue(reader)
  expect(reader, 'and', 'and, between the two ends')
  return rangeOf({ value: left, from, to: readValue(reader), includesFrom: true, includesTo: true }, at)
}

function readIn(reader: Reader, value: Node): Node {
  const { at } = take(reader)
  const isBracket = isNext(reader, '[')
  if (!isBracket && !isNext(reader, '('))
    throw unexpected(reader, 'a list such as ("a", "b") or a range such as [1..5]')
  take(reader)
  const first = readValue(reader)
  if (isBracket || isNext(reader, '..')) {
    expect(reader, '..', '.. and the end of the range')
    const to = readValue(reader)
    const includesTo = isNext(reader, ']')
    if (!includesTo && !isNext(reader, ')')) throw unexpected(reader, '"]" or ")"')
    take(reader)
    return rangeOf({ value, from: first, to, includesFrom: isBracket, includesTo }, at)
  }
  const choices = [first]
  while (isNext(reader, ',')) {
    take(reader)
    choices.push(readValue(reader))
  }
  expect(reader, ')', '"," and another value, or ")"')
  for (const choice of choices) checkPair({ left: value, right: choice, isOrdered: false }, at)
  return { kind: 'one-of', value, choices }
}

function rangeOf(range: Omit<Extract<Node, { kind: 'range' }>, 'kind'>, at: number): Node {
  checkPair({ left: range.value, right: range.from, isOrdered: true }, at)
  checkPair({ left: range.value, right: range.to, isOrdered: true }, at)
  return { kind: 'range', ...range }
}

function readValue(reader: Reader): Node {
  const token = peek(reader)
  if (token.kind === 'text') return { kind: 'text', value: take(reader).text }
  if (token.kind === 'number') return { kind: 'number', value: parseDecimal(take(reader).text) }
  if (token.kind === 'word') return readWord(reader, token)
  if (!isNext(reader, '(')) throw unexpected(reader, aValue)
  return nested(reader, () => readBracketed(reader))
}

function readBracketed(reader: Reader): Node {
  take(reader)
  const inner = readOr(reader)
  expect(reader, ')', 'a comparison, and, or, or ")"')
  return inner
}

function readWord(reader: Reader, token: Token): Node {
  const called = functionAt(reader)
  if (called !== undefined) return nested(reader, () => readCall(reader, called))
  if (token.text === 'not') return nested(reader, () => readNot(reader))
  if (token.text === 'null') return taken(reader, { kind: 'null' })
  if (token.text === 'true' || token.text === 'false') {
    return taken(reader, { kind: 'boolean', value: token.text === 'true' })
  }
  if (reservedWords.has(token.text)) throw unexpected(reader, aValue)
  return taken(reader, { kind: 'name', name: token.text })
}

function readNot(reader: Reader): Node {
  take(reader)
  if (!isNext(reader, '(')) throw unexpected(reader, '"(" and a condition')
  const { at } = peek(reader)
  const part = readBracketed(reader)
  checkCondition(part, at)
  return { kind: 'not', part }
}

/** A function is its words and the bracket behind them; without the bracket they are names of facts. */
function functionAt(reader: Reader): FunctionName | undefined {
  const names = Object.keys(functions) as FunctionName[]
  return names.find((name) => {
    const words = name.split(' ')
    const behind = reader.tokens[reader.next + words.length]
    const isCalled = behind?.kind === 'sign' && behind.text === '('
    return isCalled && words.every((word, i) => isWord(reader.tokens[reader.next + i], word))
  })
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text === word
}

function readCall(reader: Reader, called: FunctionName): Node {
  const { at } = peek(reader)
  reader.next += called.split(' ').length + 1
  const given = [readOr(reader)]
  while (given.length < functions[called].takes) {
    expect(reader, ',', '"," and a second value')
    given.push(readOr(reader))
  }
  expect(reader, ')', `")": ${called}() takes ${functions[called].takes === 1 ? 'one value' : 'two values'}`)
  checkGiven(called, given, at)
  return { kind: 'call', called, given }
}

function checkGiven(called: FunctionName, given: readonly Node[], at: number): void {
  const takesText = called !== 'number'
  for (const node of given) {
    const fits = node.kind === 'text' || node.kind === 'name' || (node.kind === 'call' && node.called === 'lower case')
    if (fits || (!takesText && node.kind === 'number')) continue
    const allowed = 'a text or the name of a fact'
    throw new ExpressionError({
      position: at,
      what: `${called}() is given no text`,
      allowed,
      mend: `give it ${allowed}`,
    })
  }
  const [first] = given
  if (first?.kind !== 'text') return
  try {
    if (called === 'date') parseDate(first.value)
    if (called === 'number') parseDecimal(first.value)
  } catch (error) {
    const mend = error instanceof TimeError ? error.mend : 'write a decimal such as "12.50"'
    const what = `${JSON.stringify(first.value)} is no ${called}`
    throw new ExpressionError({ position: at, what, allowed: `a text that is a ${called}`, mend })
  }
}

function nested(reader: Reader, read: () => Node): Node {
  reader.depth += 1
  if (reader.depth > depthMax) {
    throw new ExpressionError({
      position: peek(reader).at,
      what: 'brackets stand too deep inside each other',
      allowed: `at most ${depthMax} brackets inside each other`,
      mend: 'take out brackets, or split the expression',
    })
  }
  const node = read()
  reader.depth -= 1
  return node
}

function peek(reader: Reader): Token {
  const token = reader.tokens[reader.next] ?? reader.tokens.at(-1)
  if (!token) throw new Error('a list of tokens has no end')
  return token
}

function take(reader: Reader): Token {
  const token = peek(reader)
  reader.next += 1
  return token
}

function taken(reader: Reader, node: Node): Node {
  take(reader)
  return node
}

function isNext(reader: Reader, text: string): boolean {
  const token = peek(reader)
  return (token.kind === 'word' || token.kind === 'sign') && token.text === text
}

function expect(reader: Reader, text: string, allowed: string): void {
  if (!isNext(reader, text)) throw unexpected(reader, allowed)
  take(reader)
}

function unexpected(reader: Reader, allowed: string): ExpressionError {
  const { kind, text, at } = peek(reader)
  const what = kind === 'end' ? 'the expression ends' : `${JSON.stringify(text)} stands`
  return new ExpressionError({ position: at, what, allowed, mend: `write ${allowed}` })
}
