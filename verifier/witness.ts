import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { argv, exit, stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import {
  formatSigningKey,
  formatVkey,
  generateSigningKey,
  parseSigningKey,
  parseVkey,
  type SigningKey,
} from '../src/kernel/record/format/keys.ts'
import { verifyCheckpoint } from '../src/kernel/record/format/checkpoint.ts'
import { systemClock } from '../src/kernel/time/clock.ts'
import { alone, keepEvidence, persistState, readState } from './witnessing/remembering.ts'
import { fileSource, serverSource, type Source } from './witnessing/asking.ts'
import { rememberedSize, type WitnessKeys, witnessStep } from './witnessing/deciding.ts'

/**
 * The witness that each party runs for itself: it remembers the last checkpoint of the record, checks that a new one
 * extends it, writes that down, and only then cosigns. It never cosigns two histories.
 * Exit code 0: cosigned; 1: refused, or the log could not be reached; 2: the call was wrong; 3: inconsistent, evidence
 * was kept.
 */
const USAGE = `usage:
  witness --new-key <name> --key <file>
  witness --state <file> --key <file> --log-key <verifier key> --origin <origin>
          (--url <address of the record> [--token-file <file>] | --checkpoint <file> [--proof <file>])
`

type Call = {
  readonly statePath: string
  readonly keys: WitnessKeys
  readonly source: Source
}

async function main(): Promise<number> {
  const call = tryCall()
  if (call === undefined) return 2
  if (call === 'done') return 0
  const { statePath } = call
  try {
    return await alone(statePath, () => witnessOnce(call))
  } catch (error) {
    stderr.write(`refused: ${textOf(error)}\n`)
    return 1
  }
}

function tryCall(): Call | 'done' | undefined {
  try {
    return readCall()
  } catch (error) {
    stderr.write(`${textOf(error)}\n${USAGE}`)
    return undefined
  }
}

async function witnessOnce({ statePath, keys, source }: Call): Promise<number> {
  const state = readState(statePath)
  const from = rememberedSize(state, keys)
  const note = await source.checkpoint()
  const to = verifyCheckpoint(note, keys.log, keys.origin).checkpoint.size
  const proof = from > 0 && from < to ? await source.proof(from, to) : []
  const answer = witnessStep(state, { note, proof }, keys, systemClock.now())
  if (answer.kind === 'refused') {
    stderr.write(`refused: ${answer.reason}\n`)
    return 1
  }
  if (answer.kind === 'inconsistent') {
    const path = keepEvidence(statePath, answer.reason, answer.held, answer.offered)
    stderr.write(`INCONSISTENT: ${answer.reason}\nboth checkpoints are kept in ${path}\n`)
    return 3
  }
  // A crash from here on loses a cosignature, which can be made again; never the memory of what was cosigned.
  persistState(statePath, answer.state)
  await source.deliver(answer.cosigned)
  stderr.write(`cosigned ${to} entries of ${keys.origin}\n`)
  return 0
}

function readCall(): Call | 'done' {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      'new-key': text,
      state: text,
      key: text,
      'log-key': text,
      origin: text,
      url: text,
      'token-file': text,
      checkpoint: text,
      proof: text,
    },
  })
  const keyPath = required(values.key, '--key')
  if (values['new-key'] !== undefined) return makeKey(values['new-key'], keyPath)
  const own = readKey(keyPath)
  const log = parseVkey(required(values['log-key'], '--log-key'))
  if (log.kind !== 'log') throw new Error('--log-key must be the key of a log (algorithm 0x01)')
  const keys = { origin: required(values.origin, '--origin'), log, own }
  const source = sourceOf(values.url, values['token-file'], values.checkpoint, values.proof)
  return { statePath: required(values.state, '--state'), keys, source }
}

function sourceOf(url?: string, tokenFile?: string, checkpoint?: string, proof?: string): Source {
  if ((url === undefined) === (checkpoint === undefined)) throw new Error('give either --url or --checkpoint')
  if (url !== undefined) {
    return serverSource(url, tokenFile === undefined ? undefined : readFileSync(tokenFile, 'utf8').trim())
  }
  return fileSource(required(checkpoint, '--checkpoint'), proof, (cosigned) => stdout.write(cosigned))
}

function readKey(path: string): SigningKey {
  const key = parseSigningKey(readFileSync(path, 'utf8').trim())
  if (key.verifying.kind !== 'cosigner') throw new Error(`${path} holds no witness key (algorithm 0x04)`)
  return key
}

/** Writes a new key for nobody else to read, never over an older one, and prints the verifier key to register. */
function makeKey(name: string, path: string): 'done' {
  const { key } = generateSigningKey(name, 'cosigner')
  writeFileSync(path, `${formatSigningKey(key)}\n`, { flag: 'wx', mode: 0o600 })
  chmodSync(path, 0o600)
  stdout.write(`${formatVkey(key.verifying)}\n`)
  return 'done'
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`${name} is missing`)
  return value
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

exit(await main())
