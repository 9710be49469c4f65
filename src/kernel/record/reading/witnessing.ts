import { isUniqueViolation } from '../../database/errors.ts'
import type { Context } from '../../handler.ts'
import { Refusal } from '../../refusal.ts'
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
import { parseVkey } from '../format/keys.ts'
import { badWitness, beyondLog, tooManyWitnesses, witnessExists } from './commands.ts'
import * as store from './store.ts'

/** A checkpoint's note takes 64 signatures in all, and the log's own is one of them. */
const witnessesOfPartyMax = 20
/** A witness's name is part of the subject of its entry. */
const witnessName = /^[A-Za-z0-9][\w.:@=~/-]{0,119}$/

/** Registers a party's witness; its key stands in the record from then on. */
export async function registerWitnessOf(context: Context, input: { readonly verifierKey: string }) {
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
export async function takeCosignature(context: Context, input: { readonly note: string }) {
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
