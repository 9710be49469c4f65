import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { call, callForBytes, type CallOptions, type Connection } from '../../kernel/client/call.ts'
import type { Declaration } from '../../kernel/command.ts'
import { readProfile } from '../profile.ts'
import { textOf, readText, readWords, UsageError, type Words } from './words.ts'

export interface Terminal {
  readonly dataFolder: string
  readonly print: (text: string) => void
}

const own = ['json', 'input', 'key', 'as', 'url', 'idempotency-key', 'if-match', 'file', 'out']

/** Carries out any declaration: input from flags (`--engagement-id …`) over JSON (`--input`, `-` for stdin). */
export async function callDeclaration(declaration: Declaration, rest: readonly string[], terminal: Terminal) {
  const words = readWords(rest, ['json'])
  const connection = connectionOf(words, terminal.dataFolder)
  const input = { ...jsonInput(words), ...flagInput(declaration, words, terminal.dataFolder) }
  const options: CallOptions = {
    ...optional('idempotencyKey', textOf(words, 'idempotency-key')),
    ...optional('ifMatch', textOf(words, 'if-match')),
    ...(declaration.takesBytes ? { bytes: fileBody(words) } : {}),
  }
  if (declaration.givesBytes !== undefined) return saveBytes(declaration, connection, input, words, terminal)
  const output = await call(connection, declaration, input as never, options)
  terminal.print(words.flags.has('json') ? JSON.stringify(output) : JSON.stringify(output, null, 2))
}

/** Where to call and as whom: flags, then the environment, then what the last start wrote. */
export function connectionOf(words: Words, dataFolder: string): Connection {
  const profile = readProfile(dataFolder)
  const url = textOf(words, 'url') ?? process.env['COUNTERPART_URL'] ?? profile?.url
  if (url === undefined) throw new UsageError("No server is known. Start one with 'npm start', or set COUNTERPART_URL.")
  const as = textOf(words, 'as') ?? 'operator'
  const kept = {
    operator: profile?.operator,
    client: profile?.engagement?.client,
    provider: profile?.engagement?.provider,
  }
  if (!Object.hasOwn(kept, as)) throw new UsageError(`--as is operator, client or provider, not ${as}.`)
  const secret = textOf(words, 'key') ?? process.env['COUNTERPART_KEY'] ?? kept[as as keyof typeof kept]
  return secret === undefined ? { url } : { url, secret }
}

function jsonInput(words: Words): Record<string, unknown> {
  const given = textOf(words, 'input')
  if (given === undefined) return {}
  const text = given === '-' ? readText('/dev/stdin') : given.startsWith('{') ? given : readText(given)
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    throw new UsageError(`--input is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function flagInput(declaration: Declaration, words: Words, dataFolder: string): Record<string, unknown> {
  const names = Object.keys(declaration.input.shape)
  const given: Record<string, unknown> = {}
  for (const [flag, value] of words.flags) {
    if (own.includes(flag)) continue
    const name = flag.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())
    if (!names.includes(name)) {
      const flags = names.map((one) => `--${one.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
      throw new UsageError(`--${flag} is not part of ${declaration.name}; its input is ${flags.join(', ')}.`)
    }
    given[name] = readValue(value)
  }
  const current = readProfile(dataFolder)?.engagement?.engagementId
  if (names.includes('engagementId') && given['engagementId'] === undefined && current !== undefined) {
    return { engagementId: current, ...given }
  }
  return given
}

/** Numbers, true, false, lists and objects as JSON; everything else is text. */
function readValue(value: string | true): unknown {
  if (value === true) return true
  if (/^(-?\d+(\.\d+)?|true|false|null|[[{].*)$/s.test(value)) {
    try {
      return JSON.parse(value)
    } catch {
      return value
    }
  }
  return value
}

function fileBody(words: Words): NonNullable<RequestInit['body']> {
  const file = textOf(words, 'file')
  if (file === undefined) throw new UsageError('--file names the file whose bytes are sent.')
  return Readable.toWeb(createReadStream(file)) as NonNullable<RequestInit['body']>
}

async function saveBytes(
  declaration: Declaration,
  connection: Connection,
  input: Record<string, unknown>,
  words: Words,
  terminal: Terminal,
): Promise<void> {
  const out = textOf(words, 'out')
  if (out === undefined) throw new UsageError('--out names the file to write.')
  const response = await callForBytes(connection, declaration, input as never)
  if (response.body === null) throw new Error('The answer has no body.')
  await writeFile(out, Readable.fromWeb(response.body))
  terminal.print(`wrote ${out}`)
}

function optional<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>)
}
