import type { Checkpoint, SignedNote } from '../../src/kernel/record/format/checkpoint.ts'
import { signatureOf, verifyCheckpoint, verifyCosignature } from '../../src/kernel/record/format/checkpoint.ts'
import { fromHex } from '../../src/kernel/record/format/digest.ts'
import type { VerifyingKey } from '../../src/kernel/record/format/keys.ts'
import { verifyReceipt } from '../../src/kernel/record/format/receipt.ts'
import type { KnownWitness } from './entry-rules.ts'
import { Finding, type Place } from './finding.ts'
import type { RecordTree } from './record-tree.ts'

/** A signed note and where it comes from: a line of the bundle, or a file that its owner kept. */
export interface HeldNote {
  readonly note: string
  readonly from: string
  readonly place: Place
  /** A bundle may hold signatures of the log and of registered witnesses only; an own file may hold others. */
  readonly knownSignersOnly: boolean
}

export interface HeldReceipt {
  readonly bytes: Uint8Array
  readonly from: string
  readonly place: Place
}

/** Who cosigned a checkpoint, and when. */
export interface Cosigned {
  readonly name: string
  readonly organisation: string
  readonly atSeconds: number
}

export interface CheckedNote {
  readonly size: number
  readonly cosigned: readonly Cosigned[]
}

export interface Log {
  readonly origin: string
  readonly key: VerifyingKey
  readonly tree: RecordTree
  readonly witnesses: readonly KnownWitness[]
}

/**
 * Checks a checkpoint against the entries: signature of the log, size, root, and every cosignature of a known witness.
 * That the recomputed tree has its root at its size is what a consistency proof would show.
 */
export function checkNote(log: Log, held: HeldNote): CheckedNote {
  try {
    const { checkpoint, note } = verifyCheckpoint(held.note, log.key, log.origin)
    requireInTree(log.tree, checkpoint)
    if (held.knownSignersOnly) requireKnownSigners(log, note)
    return { size: checkpoint.size, cosigned: cosignersOf(note, log.witnesses) }
  } catch (error) {
    throw new Finding(`${held.from}: ${messageOf(error)}`, held.place)
  }
}

/** Checks that the entry a receipt promises stands in the record, with the bytes that were promised. */
export function checkReceipt(log: Log, engagement: string, held: HeldReceipt): void {
  try {
    const receipt = verifyReceipt(held.bytes, log.key)
    if (receipt.engagement !== engagement) throw new Error(`it is of the engagement ${receipt.engagement}`)
    if (log.tree.indexOf(fromHex(receipt.leafHash)) !== undefined) return
    throw new Error(`the entry ${receipt.entry} does not stand in the record with the bytes that were promised`)
  } catch (error) {
    throw new Finding(`${held.from}: ${messageOf(error)}`, held.place)
  }
}

function requireInTree(tree: RecordTree, checkpoint: Checkpoint): void {
  if (checkpoint.size > tree.size) {
    throw new Error(
      `it covers ${checkpoint.size} entries, the bundle holds ${tree.size}: ` +
        `entries ${tree.size} to ${checkpoint.size - 1} are missing`,
    )
  }
  if (tree.holds(checkpoint.size, checkpoint.root)) return
  throw new Error(`the first ${checkpoint.size} entries of the bundle do not have its root: the record was changed`)
}

function requireKnownSigners(log: Log, note: SignedNote): void {
  const known = [log.key, ...log.witnesses.map((witness) => witness.key)].map((key) => signatureOf(note, key))
  const stranger = note.signatures.find((line) => !known.includes(line))
  if (stranger !== undefined) throw new Error(`it is signed by '${stranger.name}', whose key no entry registers`)
}

function cosignersOf(note: SignedNote, witnesses: readonly KnownWitness[]): Cosigned[] {
  const cosigned: Cosigned[] = []
  for (const { organisation, key } of witnesses) {
    const line = signatureOf(note, key) === undefined ? undefined : verifyCosignature(note, key)
    if (line !== undefined) cosigned.push({ name: key.name, organisation, atSeconds: line.atSeconds })
  }
  return cosigned
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
