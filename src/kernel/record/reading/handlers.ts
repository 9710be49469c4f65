import { isUniqueViolation } from '../../database/errors.ts'
import { bind, type Bound, type Context } from '../../handler.ts'
import { Refusal } from '../../refusal.ts'
import type { Secrets } from '../../secrets.ts'
import { formatInstant } from '../../time/instant.ts'
import {
  formatNote,
  mergeSignatures,
  NoteError,
  parseCheckpointText,
  parseNote,
  signatureOf,
  verifyCosignature,
  type NoteSignature,
  type SignedNote,
} from '../format/checkpoint.ts'
import { toHex, utf8Text } from '../format/digest.ts'
import { parseVkey } from '../format/keys.ts'
import { parseCanonical } from '../format/canonical.ts'
import { signReceipt } from '../format/receipt.ts'
import { logSigningKey } from '../log-key.ts'
import {
  badWitness,
  beyondLog,
  consistencyProofOf,
  entryReceipts,
  inclusionProofOf,
  recordCheckpoint,
  recordCheckpoints,
  recordEntries,
  recordTile,
  registerWitness,
  submitCosignature,
  tooManyWitnesses,
  witnessExists,
} from './commands.ts'
import * as store from './store.ts'
import { proveConsistency, proveInclusion, readTile } from './tiling.ts'

/** A checkpoint's note takes 64 signatures in all, and the log's own is one of them. */
const witnessesOfPartyMax = 20
/** A witness's name is part of the subject of its entry. */
const witnessName = /^[A-Za-z0-9][\w.:@=~/-]{0,119}$/

export function recordHandlers(secrets: Secrets): readonly Bound[] {
  return [
    bind(recordCheckpoint, async (context, input) => {
      const checkpoint = await checkpointOf(context, input.size)
      const cosignatures = await store.cosignaturesUpTo(context.tx, context.engagementId, checkpoint.treeSize)
      const here = cosignatures.filter((cosignature) => cosignature.treeSize === checkpoint.treeSize)
      const note = here.reduce((merged, cosignature) => mergeSignatures(merged, cosignature.note), checkpoint.note)
      return cardOf({ ...checkpoint, note })
    }),
    bind(recordCheckpoints, async (context, input) => {
      const before = input.before ?? Number.MAX_SAFE_INTEGER
      return {
        rows: (await store.checkpointsBefore(context.tx, context.engagementId, before, input.limit)).map(cardOf),
      }
    }),
    bind(recordEntries, async (context, input) => {
      const rows =
        input.subject === undefined
          ? await store.entriesFrom(context.tx, context.engagementId, input.from, input.limit)
          : await store.entriesOfSubject(context.tx, context.engagementId, { ...input, subject: input.subject })
      const last = rows.at(-1)
      return {
        rows: rows.map((row) => ({
          leafIndex: row.leafIndex,
          leafHash: toHex(row.leafHash),
          entry: parseCanonical(row.bytes),
        })),
        nextFrom: last === undefined ? input.from : last.leafIndex + 1,
      }
    }),
    bind(inclusionProofOf, async (context, input) => {
      await requireReach(context, input.size)
      if (input.index >= input.size)
        throw beyondLog.because(`A tree of ${input.size} leaves has no leaf ${input.index}.`)
      const [entry] = await store.entriesFrom(context.tx, context.engagementId, input.index, 1)
      if (entry === undefined) throw beyondLog.because(`The log has no leaf ${input.index} yet.`)
      const proof = await proveInclusion(context.tx, context.engagementId, input.index, input.size)
      return { index: input.index, size: input.size, leafHash: toHex(entry.leafHash), proof: proof.map(toHex) }
    }),
    bind(consistencyProofOf, async (context, input) => {
      await requireReach(context, input.to)
      if (input.from > input.to) throw beyondLog.because('`from` is a size at or before `to`.')
      const proof = await proveConsistency(context.tx, context.engagementId, input.from, input.to)
      return { from: input.from, to: input.to, proof: proof.map(toHex) }
    }),
    bind(recordTile, async (context, input) => {
      const { treeSize } = await checkpointOf(context, undefined)
      const tile = await readTile(context.tx, context.engagementId, treeSize, input)
      if (tile.length === 0) throw beyondLog.because('The log has no such tile yet.')
      return tile
    }),
    bind(entryReceipts, async (context, input) => {
      const { engagementId, principal, tx } = context
      const key = logSigningKey(secrets, engagementId)
      const promised = await store.promisedEntries(tx, engagementId, principal.id, input.entries)
      return {
        rows: promised.map((entry) => {
          const at = formatInstant(entry.recordedAt)
          const promise = { engagement: engagementId, entry: entry.entryId, leafHash: toHex(entry.leafHash), at }
          return { entry: entry.entryId, receipt: utf8Text(signReceipt(promise, key)) }
        }),
      }
    }),
    bind(registerWitness, registerWitnessOf),
    bind(submitCosignature, takeCosignature),
  ]
}

async function registerWitnessOf(context: Context, input: { readonly verifierKey: string }) {
  const key = cosignerKey(input.verifierKey)
  const party = context.membership?.party ?? 'neither'
  const registered = await store.lockWitnesses(context.tx, context.engagementId)
  if (registered.filter((witness) => witness.party === party).length >= witnessesOfPartyMax) {
    throw tooManyWitnesses.because(`A party has at most ${witnessesOfPartyMax} witnesses in an engagement.`)
  }
  const witness = { witness: key.name, party, verifierKey: input.verifierKey }
  await store.insertWitness(context.tx, context.engagementId, witness).catch((error: unknown) => {
    if (isUniqueViolation(error)) throw witnessExists.because(`Give the key another name than ${key.name}.`)
    throw error
  })
  const body = { party, verifierKey: input.verifierKey }
  context.record({ type: 'witness-registered', subject: `witness/${key.name}`, subjectVersion: 1, body })
  return { witness: key.name }
}

function cosignerKey(text: string) {
  try {
    const key = parseVkey(text)
    if (key.kind === 'cosigner' && witnessName.test(key.name)) return key
    if (key.kind === 'cosigner') {
      throw badWitness.because(
        'Name the witness in at most 120 letters, digits and ._:@=~/- and begin with a letter or digit.',
      )
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw badWitness.because('Send the verifier key as the witness program prints it: name+hash+base64.')
  }
  throw badWitness.because('This is the key of a log; a witness has a cosigner key (algorithm 0x04).')
}

/** Takes a co-signature when it holds under a registered witness's key, on a checkpoint that this log signed. */
async function takeCosignature(context: Context, input: { readonly note: string }) {
  const { tx, engagementId, now } = context
  const { treeSize, note } = readNote(input.note)
  const checkpoint = await store.findCheckpoint(tx, engagementId, treeSize)
  if (checkpoint === undefined) throw beyondLog.because(`This log never signed a checkpoint of size ${treeSize}.`)
  if (parseNote(checkpoint.note).text !== note.text) {
    throw badWitness.because('The note is not the checkpoint this log signed at that size. Keep both as evidence.')
  }
  const signed: string[] = []
  for (const witness of await store.witnessesOf(tx, engagementId)) {
    const line = cosignatureOf(note, witness.verifierKey)
    if (line === undefined) continue
    signed.push(witness.witness)
    // Only the line that was checked is kept: whoever hands in a note may have written others under it.
    const cosigned = mergeSignatures(checkpoint.note, formatNote({ text: note.text, signatures: [line] }))
    store.insertCosignature(tx, engagementId, { treeSize, witness: witness.witness, note: cosigned, signedAt: now })
  }
  if (signed.length === 0)
    throw badWitness.because('No registered witness has signed this note; register its key first.')
  return { treeSize, witnesses: signed }
}

function readNote(text: string) {
  try {
    const note = parseNote(text)
    return { note, treeSize: parseCheckpointText(note.text).size }
  } catch (error) {
    if (error instanceof NoteError) throw badWitness.because(error.message)
    throw error
  }
}

/** The line of this key, where it stands under the note and holds. */
function cosignatureOf(note: SignedNote, verifierKey: string): NoteSignature | undefined {
  try {
    const key = parseVkey(verifierKey)
    return verifyCosignature(note, key) && signatureOf(note, key)
  } catch (error) {
    if (error instanceof NoteError) return undefined
    throw error
  }
}

async function checkpointOf(context: Context, size: number | undefined): Promise<store.CheckpointCard> {
  const checkpoint = await store.findCheckpoint(context.tx, context.engagementId, size)
  if (checkpoint !== undefined) return checkpoint
  throw beyondLog.because(
    size === undefined ? 'No checkpoint is signed yet.' : `No checkpoint of size ${size} was signed.`,
  )
}

async function requireReach(context: Context, size: number): Promise<void> {
  const { treeSize } = await checkpointOf(context, undefined)
  if (size > treeSize) throw beyondLog.because(`The newest checkpoint covers ${treeSize} entries, not ${size}.`)
}

function cardOf(checkpoint: store.CheckpointCard) {
  return { ...checkpoint, root: toHex(checkpoint.root) }
}
