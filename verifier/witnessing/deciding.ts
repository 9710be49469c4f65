import type { Checkpoint } from '../../src/kernel/record/format/checkpoint.ts'
import {
  cosign,
  formatNote,
  parseNote,
  signatureOf,
  verifyCheckpoint,
} from '../../src/kernel/record/format/checkpoint.ts'
import { equalBytes, toHex } from '../../src/kernel/record/format/digest.ts'
import type { SigningKey, VerifyingKey } from '../../src/kernel/record/format/keys.ts'
import { emptyRoot, verifyConsistency } from '../../src/kernel/record/format/merkle.ts'

/** What a witness remembers of a log: the last checkpoint it accepted, as the log signed it. Undefined at first. */
export type WitnessState = { readonly note: string } | undefined

export interface WitnessKeys {
  readonly origin: string
  readonly log: VerifyingKey
  readonly own: SigningKey
}

/** An offered checkpoint and the proof from the size that the witness remembers. */
export interface Offer {
  readonly note: string
  readonly proof: readonly Uint8Array[]
}

export type WitnessAnswer =
  /** To be persisted first; only then may the cosigned note leave the house. */
  | { readonly kind: 'cosigned'; readonly state: { readonly note: string }; readonly cosigned: string }
  /** Nothing is wrong with the log, but nothing can be cosigned either: an older or unproven checkpoint. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Two checkpoints that the log signed were not shown to be of one history. Both notes are kept as evidence. */
  | { readonly kind: 'inconsistent'; readonly reason: string; readonly held: string; readonly offered: string }

/**
 * Decides on an offered checkpoint, purely. The witness cosigns only what extends the checkpoint it remembers.
 * @param now milliseconds since 1970: the time of the cosignature
 */
export function witnessStep(state: WitnessState, offer: Offer, keys: WitnessKeys, now: number): WitnessAnswer {
  const offered = readSigned(offer.note, keys)
  if (typeof offered === 'string') return { kind: 'refused', reason: offered }
  const note = logNote(offer.note, keys.log)
  if (state === undefined) return accept(note, keys, now)
  const held = readSigned(state.note, keys)
  if (typeof held === 'string') return { kind: 'refused', reason: `the remembered checkpoint is damaged: ${held}` }
  const inconsistent = (reason: string): WitnessAnswer => {
    return { kind: 'inconsistent', reason, held: state.note, offered: note }
  }
  if (isFork(held, offered)) return inconsistent(forkText(held, offered))
  if (offered.size < held.size) {
    return { kind: 'refused', reason: `it covers ${offered.size} entries, ${held.size} were cosigned before` }
  }
  // From nothing everything follows; a proof is needed only between two sizes.
  if (held.size > 0 && !verifyConsistency({ first: held, second: offered, proof: offer.proof })) {
    return inconsistent(
      `the proof does not show that the ${offered.size} entries extend the ${held.size} remembered ones: ` +
        'the log forked, or gave a broken proof',
    )
  }
  return accept(note, keys, now)
}

/** The remembered size: what a consistency proof must start from. 0 where nothing is remembered. */
export function rememberedSize(state: WitnessState, keys: WitnessKeys): number {
  if (state === undefined) return 0
  return verifyCheckpoint(state.note, keys.log, keys.origin).checkpoint.size
}

function accept(note: string, keys: WitnessKeys, now: number): WitnessAnswer {
  return { kind: 'cosigned', state: { note }, cosigned: cosign(note, keys.own, now) }
}

/** Two roots of one size cannot both be of one append-only log. */
function isFork(held: Checkpoint, offered: Checkpoint): boolean {
  return held.size === offered.size && !equalBytes(held.root, offered.root)
}

function forkText(held: Checkpoint, offered: Checkpoint): string {
  return (
    `the log '${held.origin}' signed two histories of ${held.size} entries: ` +
    `root ${toHex(held.root)} and root ${toHex(offered.root)}`
  )
}

function readSigned(note: string, keys: WitnessKeys): Checkpoint | string {
  try {
    const { checkpoint } = verifyCheckpoint(note, keys.log, keys.origin)
    const isImpossible = checkpoint.size === 0 && !equalBytes(checkpoint.root, emptyRoot())
    return isImpossible ? 'a tree without entries has another root than the empty one' : checkpoint
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The note with the log's own signature only: other lines were not checked here and are not kept. */
function logNote(note: string, log: VerifyingKey): string {
  const signed = parseNote(note)
  const line = signatureOf(signed, log)
  if (line === undefined) throw new Error('the log signature was checked before')
  return formatNote({ text: signed.text, signatures: [line] })
}
