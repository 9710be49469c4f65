import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execPath, pid } from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseNote, verifyCosignature } from '../src/kernel/record/format/checkpoint.ts'
import { toHex } from '../src/kernel/record/format/digest.ts'
import { formatVkey, parseVkey } from '../src/kernel/record/format/keys.ts'
import { consistencyProof, leafHash } from '../src/kernel/record/format/merkle.ts'
import { EMPTY_EDGE, growTiles, hashAtFromTiles } from '../src/kernel/record/format/tiles.ts'
import {
  checkpointOf,
  clientWitness,
  EntryWriter,
  logKey,
  ORIGIN,
  sampleBundle,
  sampleRecord,
} from './sample-record.testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'verifier-'))
const at = (name: string): string => join(folder, name)
const record = sampleRecord(3)

function run(program: string, ...args: string[]): { code: number | null; out: string; error: string } {
  const path = resolve(import.meta.dirname, program)
  const { status, stdout, stderr } = spawnSync(execPath, [path, ...args], { encoding: 'utf8' })
  return { code: status, out: stdout, error: stderr }
}

beforeAll(async () => {
  const bundle = await sampleBundle(record)
  writeFileSync(at('good.bundle'), bundle)
  writeFileSync(at('bad.bundle'), bundle.with(2_000, (bundle[2_000] ?? 0) ^ 1))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('verify', () => {
  test('exits 0 and says what holds', () => {
    writeFileSync(at('kept'), checkpointOf(record.entries.slice(0, 7)))
    const result = run(
      'verify.ts',
      at('good.bundle'),
      '--checkpoint',
      at('kept'),
      '--key',
      formatVkey(logKey.verifying),
    )
    expect(result).toMatchObject({ code: 0, error: '' })
    expect(result.out).toContain('VALID')
    expect(result.out).toContain('1 of your own: all agree')
    expect(result.out).toContain('statements   1 recomputed to the same bytes, 1 approved by both parties')
    const json = run('verify.ts', at('good.bundle'), '--json')
    expect(JSON.parse(json.out)).toMatchObject({ valid: true, entries: record.entries.length })
  })

  test('exits 1 and names the first entry that is wrong', () => {
    const result = run('verify.ts', at('bad.bundle'), '--json')
    expect(result.code).toBe(1)
    expect(JSON.parse(result.out)).toMatchObject({ valid: false, what: expect.any(String), entry: expect.any(Number) })
    expect(run('verify.ts', at('bad.bundle')).out).toMatch(/^INVALID .*\nat entry \d+, line \d+, byte \d+: /)
  })

  test('exits 2 where the call is wrong', () => {
    for (const args of [[], ['a', 'b'], [at('good.bundle'), '--key', 'x'], [at('good.bundle'), '--no'], [at('none')]]) {
      expect(run('verify.ts', ...args).code, args.join(' ')).toBe(2)
    }
  })
})

describe('witness', () => {
  const state = at('state')
  const common = ['--state', state, '--key', at('key'), '--log-key', formatVkey(logKey.verifying), '--origin', ORIGIN]
  const offer = (entries: readonly Uint8Array[], from: number) => {
    writeFileSync(at('checkpoint'), checkpointOf(entries))
    writeFileSync(at('proof'), JSON.stringify({ proof: proofOf(entries, from) }))
    return run('witness.ts', ...common, '--checkpoint', at('checkpoint'), '--proof', at('proof'))
  }

  test('makes its key once, remembers before it cosigns, refuses less, keeps evidence of a fork', () => {
    const made = run('witness.ts', '--new-key', 'client.example/w', '--key', at('key'))
    expect(made.code).toBe(0)
    const vkey = parseVkey(made.out.trim())
    expect(run('witness.ts', '--new-key', 'client.example/w', '--key', at('key')).code).toBe(2)

    const first = offer(record.entries.slice(0, 6), 0)
    expect(first.code).toBe(0)
    expect(verifyCosignature(parseNote(first.out), vkey)).toBeDefined()
    expect(readFileSync(state, 'utf8')).toBe(checkpointOf(record.entries.slice(0, 6)))
    expect(offer(record.entries, 6).code).toBe(0)
    expect(offer(record.entries.slice(0, 6), 0)).toMatchObject({ code: 1, out: '' })

    const fork = offer(forkOf(record.entries), record.entries.length)
    expect(fork).toMatchObject({ code: 3, out: '' })
    expect(offer(forkOf(record.entries), record.entries.length).code).toBe(3)
    const evidence = readdirSync(folder).filter((name) => name.includes('.fork-'))
    expect(evidence).toEqual(['state.fork-1.txt'])
    const text = readFileSync(at('state.fork-1.txt'), 'utf8')
    expect(text).toContain(checkpointOf(record.entries))
    expect(text).toContain(checkpointOf(forkOf(record.entries)))
    expect(readFileSync(state, 'utf8')).toBe(checkpointOf(record.entries))
  }, 60_000)

  test('that died between remembering and cosigning cosigns the same checkpoint when asked again', () => {
    writeFileSync(state, checkpointOf(record.entries))
    writeFileSync(`${state}.new`, 'half a no')
    const again = offer(record.entries, record.entries.length)
    expect(again.code).toBe(0)
    expect(parseNote(again.out).signatures).toHaveLength(2)
    expect(existsSync(`${state}.new`)).toBe(false)
  }, 60_000)

  test('works alone on its memory, and takes over from one that died', () => {
    writeFileSync(`${state}.lock`, String(pid))
    const second = offer(record.entries, record.entries.length)
    expect(second).toMatchObject({ code: 1, out: '' })
    expect(second.error).toContain(`the witness process ${pid} is at work`)
    const { pid: dead } = spawnSync(execPath, ['--version'])
    writeFileSync(`${state}.lock`, String(dead))
    expect(offer(record.entries, record.entries.length).code).toBe(0)
    expect(existsSync(`${state}.lock`)).toBe(false)
  }, 60_000)

  test('that cannot write its memory does not cosign', () => {
    const lost = ['--state', at('no/such/folder/state'), ...common.slice(2)]
    writeFileSync(at('checkpoint'), checkpointOf(record.entries))
    const result = run('witness.ts', ...lost, '--checkpoint', at('checkpoint'))
    expect(result).toMatchObject({ code: 1, out: '' })
  })

  test('exits 2 where the call is wrong', () => {
    expect(run('witness.ts').code).toBe(2)
    expect(run('witness.ts', ...common).code).toBe(2)
    expect(
      run('witness.ts', ...common.with(5, formatVkey(clientWitness.verifying)), '--url', 'http://localhost').code,
    ).toBe(2)
  })
})

function forkOf(entries: readonly Uint8Array[]): Uint8Array[] {
  const writer = new EntryWriter()
  writer.add({ type: 'engagement-changed', subject: 'engagement/1', body: {} })
  return [...entries.slice(0, -1), ...writer.entries]
}

function proofOf(entries: readonly Uint8Array[], from: number): string[] {
  const tiles = growTiles(EMPTY_EDGE, entries.map(leafHash)).tiles
  const hashAt = hashAtFromTiles((level, index) => {
    return tiles.find((tile) => tile.level === level && tile.index === index)?.bytes ?? new Uint8Array(0)
  })
  return consistencyProof(from, entries.length, hashAt).map(toHex)
}
