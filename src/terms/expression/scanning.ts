import { ExpressionError } from './problem.ts'

export type Token = {
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'end'
  /** As it is written; of a text, what stands between its quotation marks, read. */
  readonly text: string
  readonly at: number
}

export const charactersMax = 2000

const pattern = new RegExp(
  [
    /(?<blank>[ \t\r\n]+)/,
    /(?<word>[a-z][a-z0-9-]*)/,
    /(?<number>-?[0-9]+(?:\.[0-9]+)?)/,
    /(?<text>"(?:[^"\\]|\\.)*")/,
    /(?<sign>!=|<=|>=|\.\.|[=<>()[\],])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'suy',
)

const nameMax = 60
const digitsMax = 30

// Controls, and marks that turn or hide what stands beside them: the reader would not see what is signed.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u

const allowedAnywhere = 'names of facts, texts in "quotation marks", numbers, comparisons, and, or, not(), in, between'

/** Cuts an expression into tokens, with an end behind the last. Throws ExpressionError. */
export function tokensOf(source: string): Token[] {
  if (source.length > charactersMax) throw tooLong(source.length)
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    pattern.lastIndex = at
    const groups = pattern.exec(source)?.groups
    if (!groups) throw strange(source, at)
    const token = tokenOf(groups, at)
    if (token) tokens.push(token)
    at = pattern.lastIndex
  }
  return [...tokens, { kind: 'end', text: '', at }]
}

export function tooLong(length: number): ExpressionError {
  return new ExpressionError({
    position: charactersMax,
    what: `an expression of ${length} characters goes on`,
    allowed: `at most ${charactersMax} characters`,
    mend: 'split it into several terms',
  })
}

function tokenOf(groups: Record<string, string | undefined>, at: number): Token | undefined {
  const { word, number, text, sign } = groups
  if (word !== undefined) return named(word, at)
  if (number !== undefined) return numbered(number, at)
  if (text !== undefined) return { kind: 'text', text: readText(text, at), at }
  if (sign !== undefined) return { kind: 'sign', text: sign, at }
  return undefined
}

function named(word: string, at: number): Token {
  if (word.length > nameMax || word.endsWith('-')) {
    throw new ExpressionError({
      position: at,
      what: `"${word.slice(0, nameMax)}" is no name of a fact`,
      allowed: `names of small letters, digits and hyphens inside, at most ${nameMax} characters`,
      mend: 'write the fact as it is recorded; to subtract is not offered',
    })
  }
  return { kind: 'word', text: word, at }
}

function numbered(number: string, at: number): Token {
  if (number.length > digitsMax || /^-?0[0-9]/.test(number)) {
    throw new ExpressionError({
      position: at,
      what: `${number.slice(0, digitsMax)} is no number`,
      allowed: `decimals without leading zeros, at most ${digitsMax} characters`,
      mend: 'write it like 12.5, or in quotation marks where it is a text',
    })
  }
  return { kind: 'number', text: number, at }
}

/** Reads the escapes of JSON. */
function readText(quotedText: string, at: number): string {
  const value = parsedJson(quotedText)
  if (value === undefined || unseen.test(value)) {
    throw new ExpressionError({
      position: at,
      what: 'a text holds an escape or a character that cannot be read',
      allowed: 'letters, marks and signs that can be seen, with \\" and \\\\ for these two',
      mend: 'write the text as people see it',
    })
  }
  return value
}

function parsedJson(text: string): string | undefined {
  try {
    return String(JSON.parse(text))
  } catch {
    return undefined
  }
}

function strange(source: string, at: number): ExpressionError {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0)
  const isOpenText = character === '"'
  return new ExpressionError({
    position: at,
    what: isOpenText ? 'a text begins that does not end' : `${JSON.stringify(character)} has no meaning`,
    allowed: allowedAnywhere,
    mend: isOpenText ? 'close it with a quotation mark' : 'take it out; texts stand in "quotation marks"',
  })
}
