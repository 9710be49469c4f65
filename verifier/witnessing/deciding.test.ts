import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseNote,
  signCheckpoint,
  verifyCheckpoint,
  verifyCosignature,
} from '../../src/kernel/record/format/checkpoint.ts'
import { sha256, utf8Bytes } from '../../src/kernel/record/format/digest.ts'
import { signingKeyFromSeed } from '../../src/kernel/record/format/keys.ts'
import { consistencyProof, leafHash, rootAt } from '../../src/kernel/record/format/merkle.ts'
import { EMPTY_EDGE, growTiles, hashAtFromTiles } from '../../src/kernel/record/format/tiles.ts'
import { rememberedSize, type WitnessAnswer, type WitnessState, witnessStep } from './deciding.ts'

const log = signingKeyFromSeed('counterpart/e1', 'log', new Uint8Array(32).fill(1))
const own = signingKeyFromSeed('client.example/witness', 'cosigner', new Uint8Array(32).fill(2))
const keys = { origin: 'counterpart/e1', log: log.verifying, own }
const NOW = 1_790_000_000_000

/** A log of 300 entries, and one that has another entry at index 40. */
const honest = logOf(-1)
const forked = logOf(40)

function logOf(forkAt: number) {
  const leaves = Array.from({ length: 300 }, (_, i) => leafHash(utf8Bytes(i === forkAt ? `other ${i}` : `entry ${i}`)))
  const tiles = new Map(growTiles(EMPTY_EDGE, leaves).tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.bytes]))
  const hashAt = hashAtFromTiles((level, index) => tiles.get(`${level}/${index}`) ?? new Uint8Array(0))
  return {
    note: (size: number) => signCheckpoint({ origin: 'counterpart/e1', size, root: rootAt(size, hashAt) }, log),
    proof: (from: number, to: number) => consistencyProof(from, to, hashAt),
  }
}

const step = (state: WitnessState, note: string, proof: readonly Uint8Array[] = []): WitnessAnswer =>
  witnessStep(state, { note, proof }, keys, NOW)

describe('a witness', () => {
  test('cosigns the first checkpoint it sees and remembers it', () => {
    const answer = step(undefined, honest.note(100))
    if (answer.kind !== 'cosigned') throw new Error(answer.reason)
    expect(rememberedSize(answer.state, keys)).toBe(100)
    expect(verifyCosignature(parseNote(answer.cosigned), own.verifying)).toEqual({ atSeconds: NOW / 1000 })
    expect(verifyCheckpoint(answer.cosigned, log.verifying, 'counterpart/e1').checkpoint.size).toBe(100)
  })

  test('cosigns whatever extends what it remembers, step by step', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }), (steps) => {
        let state: WitnessState
        let size = 0
        for (const more of steps) {
          const next = Math.min(300, size + more)
          const answer = step(state, honest.note(next), honest.proof(size, next))
          if (answer.kind !== 'cosigned') throw new Error(answer.reason)
          ;[state, size] = [answer.state, next]
        }
        expect(rememberedSize(state, keys)).toBe(size)
      }),
    )
  })

  test('cosigns the same checkpoint again, so that a lost cosignature can be made anew', () => {
    expect(step({ note: honest.note(100) }, honest.note(100)).kind).toBe('cosigned')
  })

  test('finds another root for the size it remembers, and keeps both notes', () => {
    const answer = step({ note: honest.note(100) }, forked.note(100))
    expect(answer).toMatchObject({ kind: 'inconsistent', held: honest.note(100), offered: forked.note(100) })
  })

  test('finds a larger tree of another history, whatever proof comes with it', () => {
    for (const proof of [forked.proof(100, 200), honest.proof(100, 200), [], [sha256(utf8Bytes('x'))]]) {
      expect(step({ note: honest.note(100) }, forked.note(200), proof).kind).toBe('inconsistent')
    }
  })

  test('does not cosign an honest checkpoint without its proof', () => {
    expect(step({ note: honest.note(100) }, honest.note(200), honest.proof(101, 200)).kind).toBe('inconsistent')
  })

  test('accepts both histories before they part: a fork shows from its first different entry', () => {
    expect(step({ note: honest.note(40) }, forked.note(90), forked.proof(40, 90)).kind).toBe('cosigned')
    expect(step({ note: honest.note(41) }, forked.note(90), forked.proof(41, 90)).kind).toBe('inconsistent')
  })

  test('refuses a smaller tree than it remembers', () => {
    expect(step({ note: honest.note(100) }, honest.note(99))).toMatchObject({ kind: 'refused' })
    expect(step({ note: honest.note(100) }, honest.note(0))).toMatchObject({ kind: 'refused' })
  })

  test('refuses another log, another key, a broken signature and an impossible empty tree', () => {
    const stranger = signingKeyFromSeed('counterpart/e1', 'log', new Uint8Array(32).fill(9))
    const root = sha256(utf8Bytes('root'))
    const offers = [
      signCheckpoint({ origin: 'counterpart/e2', size: 5, root }, log),
      signCheckpoint({ origin: 'counterpart/e1', size: 5, root }, stranger),
      signCheckpoint({ origin: 'counterpart/e1', size: 0, root }, log),
      honest.note(100).replace('\n100\n', '\n101\n'),
      honest.note(100).slice(0, -1),
      '',
    ]
    for (const offer of offers) {
      expect(step(undefined, offer).kind, offer).toBe('refused')
      expect(step({ note: honest.note(50) }, offer).kind, offer).toBe('refused')
    }
  })

  test('refuses to go on from a damaged memory', () => {
    const answer = step(
      { note: honest.note(100).replace('\n100\n', '\n90\n') },
      honest.note(200),
      honest.proof(100, 200),
    )
    expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringContaining('damaged') })
  })

  test('remembers only what it checked: foreign signatures are not kept', () => {
    const other = signingKeyFromSeed('other.example/witness', 'cosigner', new Uint8Array(32).fill(7))
    const first = witnessStep(undefined, { note: honest.note(10), proof: [] }, { ...keys, own: other }, NOW)
    if (first.kind !== 'cosigned') throw new Error(first.reason)
    const second = step(undefined, first.cosigned)
    if (second.kind !== 'cosigned') throw new Error(second.reason)
    expect(second.state.note).toBe(honest.note(10))
    expect(parseNote(second.cosigned).signatures).toHaveLength(2)
  })
})
