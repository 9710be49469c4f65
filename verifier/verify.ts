import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { argv, exit, stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { utf8Bytes } from '../src/kernel/record/format/digest.ts'
import { parseVkey } from '../src/kernel/record/format/keys.ts'
import { Finding } from './checks/finding.ts'
import { invalidJson, invalidText, validJson, validText } from './report.ts'
import { type OwnEvidence, verifyBundle } from './checks/verifying.ts'

/**
 * Verifies an exported bundle without network and without the server: framing, canonical bytes, entries, tree,
 * signatures, checkpoints and receipts of its owner, two-party rules, and every statement and invoice recomputed.
 * Exit code 0: all of it holds; 1: something does not, and what comes first is named; 2: the call was wrong.
 */
const USAGE = `usage: verify <bundle> [--checkpoint <file>]... [--receipt <file>]... [--key <verifier key>]... [--json]
  --checkpoint  a signed checkpoint that you kept: the bundle must agree with it
  --receipt     receipts that you kept, one a line: the promised entries must be there
  --key         the log's verifier key as you know it, or the key of a witness
`
const CHUNK_BYTES = 1024 * 1024

class UsageError extends Error {}

function main(): number {
  let call: ReturnType<typeof readCall>
  try {
    call = readCall(argv.slice(2))
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    return 2
  }
  try {
    const verified = verifyBundle(chunksOf(call.bundle), call.own)
    stdout.write(call.json ? `${validJson(verified)}\n` : validText(call.bundle, verified))
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`${error.message}\n`)
      return 2
    }
    // Whatever the bundle made this program trip over, the bundle is not shown to be valid.
    const finding =
      error instanceof Finding ? error : new Finding(error instanceof Error ? error.message : String(error))
    stdout.write(call.json ? `${invalidJson(finding)}\n` : invalidText(call.bundle, finding))
    return 1
  }
}

function readCall(args: readonly string[]): { bundle: string; json: boolean; own: OwnEvidence } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      checkpoint: { type: 'string', multiple: true, default: [] },
      receipt: { type: 'string', multiple: true, default: [] },
      key: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  })
  const [bundle, ...more] = positionals
  if (bundle === undefined || more.length > 0) throw new UsageError('name one bundle')
  for (const key of values.key) parseVkey(key)
  const checkpoints = values.checkpoint.map((name) => ({ name, note: readFileSync(name, 'utf8') }))
  const receipts = values.receipt.flatMap((name) => receiptLines(name, readFileSync(name, 'utf8')))
  return { bundle, json: values.json, own: { checkpoints, receipts, keys: values.key } }
}

function receiptLines(name: string, text: string): { name: string; line: Uint8Array }[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line, i) => ({ name: `${name} (line ${i + 1})`, line: utf8Bytes(line) }))
}

/** The file in chunks, so that its size does not matter. Each chunk is new: lines may refer to it for a while. */
function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openFile(path)
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK_BYTES)
      const length = readSync(file, chunk)
      if (length === 0) return
      yield chunk.subarray(0, length)
    }
  } finally {
    closeSync(file)
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    throw new UsageError(`cannot read the bundle: ${error instanceof Error ? error.message : String(error)}`)
  }
}

exit(main())
