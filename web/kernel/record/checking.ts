import { call } from '../../../src/kernel/client/call.ts'
import { encodeCanonical, type CanonicalValue } from '../../../src/kernel/record/format/canonical.ts'
import { verifyCheckpoint, verifyCosignature } from '../../../src/kernel/record/format/checkpoint.ts'
import { fromHex, toHex, utf8Text } from '../../../src/kernel/record/format/digest.ts'
import type { Entry } from '../../../src/kernel/record/format/entry.ts'
import { parseVkey } from '../../../src/kernel/record/format/keys.ts'
import {
  inclusionRanges,
  leafHash,
  verifyConsistency,
  verifyInclusion,
} from '../../../src/kernel/record/format/merkle.ts'
import {
  consistencyProofOf,
  inclusionProofOf,
  recordCheckpoint,
  recordEntries,
  recordWitnesses,
} from '../../../src/kernel/record/reading/commands.ts'
import { here } from '../../lib/calling.ts'

export interface Leaf {
  readonly leafIndex: number
  readonly entry: unknown
}

/** A signature under a checkpoint that was found to hold. */
export interface Signer {
  readonly name: string
  readonly party: 'log' | 'client' | 'provider' | 'neither'
  /** When a witness signed; the log's own signature says no time. */
  readonly at: number | undefined
}

/** A checkpoint whose signatures this browser has checked. */
export interface ReadNote {
  readonly note: string
  readonly origin: string
  readonly treeSize: number
  readonly root: string
  readonly logKey: string
  readonly signers: readonly Signer[]
}

/** A neighbour on the way from a leaf to the root: which leaves it stands for, and on which side it is joined. */
export interface Step {
  readonly hash: string
  readonly side: 'left' | 'right'
  readonly first: number
  readonly last: number
}

/** What this browser found when it computed an entry's place in the record for itself. */
export interface Checked {
  readonly isIn: boolean
  readonly leafHash: string
  /** The very bytes that were digested, as text. */
  readonly bytes: string
  readonly steps: readonly Step[]
  readonly checkpoint: ReadNote
}

/**
 * Checks that an entry stands in the tree of a checkpoint, by default of the first that covers it. The entry's bytes
 * and their digest are made here, the path to the root is computed here, and the signatures are checked here.
 */
export async function checkEntry(engagementId: string, { leafIndex, entry }: Leaf, size?: number): Promise<Checked> {
  const asked = size === undefined ? { engagementId, covers: leafIndex } : { engagementId, size }
  const { note } = await call(here, recordCheckpoint, asked)
  const checkpoint = await readNote(engagementId, note)
  const { treeSize, root } = checkpoint
  const { proof } = await call(here, inclusionProofOf, { engagementId, index: leafIndex, size: treeSize })
  const bytes = encodeCanonical(entry as CanonicalValue)
  const leaf = leafHash(bytes)
  const path = { index: leafIndex, size: treeSize, leaf, proof: proof.map(fromHex), root: fromHex(root) }
  const ranges = inclusionRanges(leafIndex, treeSize)
  const steps = proof.map((hash, at): Step => {
    const { begin, end } = ranges[at] ?? { begin: 0, end: 0 }
    return { hash, side: begin < leafIndex ? 'left' : 'right', first: begin, last: end - 1 }
  })
  return { isIn: verifyInclusion(path), leafHash: toHex(leaf), bytes: utf8Text(bytes), steps, checkpoint }
}

/** What this browser found when it held two checkpoints against each other. */
export interface Compared {
  readonly holds: boolean
  readonly older: ReadNote
  readonly newer: ReadNote
  readonly proof: readonly string[]
}

/** Checks that the record of a later checkpoint is the record of an earlier one with entries added behind. */
export async function compareCheckpoints(engagementId: string, from: number, to: number): Promise<Compared> {
  const [older, newer] = await Promise.all(
    [from, to].map(async (size) => {
      const { note } = await call(here, recordCheckpoint, { engagementId, size })
      return readNote(engagementId, note)
    }),
  )
  if (older === undefined || newer === undefined) throw new Error('Two checkpoints are needed.')
  const { proof } = await call(here, consistencyProofOf, { engagementId, from, to })
  const holds = verifyConsistency({
    first: { size: older.treeSize, root: fromHex(older.root) },
    second: { size: newer.treeSize, root: fromHex(newer.root) },
    proof: proof.map(fromHex),
  })
  return { holds, older, newer, proof }
}

/** Reads a checkpoint: throws where the signature of the log, or of a witness that signed it, does not hold. */
export async function readNote(engagementId: string, text: string): Promise<ReadNote> {
  const [logKey, witnesses] = await Promise.all([
    logKeyOf(engagementId),
    call(here, recordWitnesses, { engagementId }).then(({ rows }) => rows),
  ])
  const log = parseVkey(logKey)
  const { checkpoint, note } = verifyCheckpoint(text, log)
  const signers: Signer[] = [{ name: log.name, party: 'log', at: undefined }]
  for (const { witness, party, verifierKey } of witnesses) {
    const signed = verifyCosignature(note, parseVkey(verifierKey))
    if (signed !== undefined) signers.push({ name: witness, party, at: signed.atSeconds * 1_000 })
  }
  const { origin, size, root } = checkpoint
  return { note: text, origin, treeSize: size, root: toHex(root), logKey, signers }
}

const logKeys = new Map<string, Promise<string>>()

/** The key that signs an engagement's checkpoints, as the first entry of its record pins it. */
export function logKeyOf(engagementId: string): Promise<string> {
  const known = logKeys.get(engagementId)
  if (known !== undefined) return known
  const asked = call(here, recordEntries, { engagementId, from: 0, limit: 1 }).then(({ rows }) => {
    const { logKey } = (rows[0]?.entry as Entry | undefined)?.body ?? {}
    if (typeof logKey === 'string') return logKey
    throw new Error('The first entry of the record names no key of its log.')
  })
  logKeys.set(engagementId, asked)
  asked.catch(() => logKeys.delete(engagementId))
  return asked
}
