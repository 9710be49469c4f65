import { concat, equalBytes, fromBase64, toBase64, utf8Bytes } from './digest.ts'
import type { SigningKey, VerifyingKey } from './keys.ts'
import { isKeyName, signBytes, verifyBytes } from './keys.ts'

/**
 * Checkpoints (C2SP tlog-checkpoint) as signed notes (C2SP signed-note), with cosignatures (C2SP tlog-cosignature,
 * cosignature/v1). Every reader here accepts exactly the text that the writer gives. Extension lines are refused.
 */
export interface Checkpoint {
  /** Unique name of the log: one for each engagement (and epoch). */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

export interface NoteSignature {
  readonly name: string
  /** Four bytes that tell keys of one name apart. */
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

export interface SignedNote {
  /** The signed text, with its final line end. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export const MAX_NOTE_BYTES = 65_536
export const MAX_NOTE_SIGNATURES = 64

/** What is wrong with a note, checkpoint or signature. */
export class NoteError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NoteError'
  }
}

/** The note as text: text, empty line, one line for each signature. */
export function formatNote(note: SignedNote): string {
  return `${note.text}\n${note.signatures.map(signatureLine).join('')}`
}

/** Reads a signed note; checks its form, not its signatures. */
export function parseNote(note: string): SignedNote {
  if (note.length > MAX_NOTE_BYTES) throw new NoteError(`note is longer than ${MAX_NOTE_BYTES} characters`)
  if (!note.isWellFormed() || CONTROL.test(note)) throw new NoteError('note has a control character or lone surrogate')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw new NoteError('note needs a text, an empty line and signature lines')
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > MAX_NOTE_SIGNATURES) throw new NoteError(`note has more than ${MAX_NOTE_SIGNATURES} signatures`)
  const signatures = lines.map(parseSignatureLine)
  for (const [i, line] of signatures.entries()) {
    if (signatures.slice(0, i).some((other) => sameSigner(other, line))) {
      throw new NoteError(`note is signed twice by '${line.name}'`)
    }
  }
  return { text: note.slice(0, split + 1), signatures }
}

/** The three lines that are signed. */
export function checkpointText(checkpoint: Checkpoint): string {
  const { origin, size, root } = checkpoint
  if (!isKeyName(origin)) throw new NoteError(`'${origin}' cannot be an origin: no white space, no '+'`)
  if (!Number.isSafeInteger(size) || size < 0) throw new NoteError(`${size} is no tree size`)
  if (root.length !== 32) throw new NoteError(`a root hash has 32 bytes, not ${root.length}`)
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** Reads the three lines; throws NoteError. */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin, size, root, end, ...more] = text.split('\n')
  if (origin === undefined || size === undefined || root === undefined || end !== '' || more.length > 0) {
    throw new NoteError('a checkpoint has exactly three lines: origin, size, root hash')
  }
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size)) throw new NoteError(`checkpoint size '${size}' is no plain decimal number`)
  const checkpoint = { origin, size: Number(size), root: decodeBase64(root, 'root hash') }
  if (checkpointText(checkpoint) !== text) throw new NoteError('checkpoint is not written in its one form')
  return checkpoint
}

/** The checkpoint as a note signed by the log. */
export function signCheckpoint(checkpoint: Checkpoint, key: SigningKey): string {
  if (key.verifying.kind !== 'log') throw new NoteError('a checkpoint is signed by a log key')
  const text = checkpointText(checkpoint)
  const { name, keyId } = key.verifying
  return formatNote({ text, signatures: [{ name, keyId, signature: signBytes(key, utf8Bytes(text)) }] })
}

/** The checkpoint of a note whose log signature holds; throws NoteError otherwise. */
export function verifyCheckpoint(
  note: string,
  logKey: VerifyingKey,
  origin?: string,
): { readonly checkpoint: Checkpoint; readonly note: SignedNote } {
  const signed = parseNote(note)
  const checkpoint = parseCheckpointText(signed.text)
  if (origin !== undefined && checkpoint.origin !== origin) {
    throw new NoteError(`checkpoint is of the log '${checkpoint.origin}', not of '${origin}'`)
  }
  const line = signatureOf(signed, logKey)
  if (line === undefined) throw new NoteError(`checkpoint of size ${checkpoint.size} is not signed by '${logKey.name}'`)
  if (!verifyBytes(logKey, utf8Bytes(signed.text), line.signature)) {
    throw new NoteError(`signature of '${logKey.name}' on the checkpoint of size ${checkpoint.size} does not hold`)
  }
  return { checkpoint, note: signed }
}

/**
 * The note with this cosigner's line added (an older line of the same key is replaced).
 * The line states: at that second, this was the largest consistent tree that the cosigner had seen.
 */
export function cosign(note: string, key: SigningKey, nowMillis: number): string {
  if (key.verifying.kind !== 'cosigner') throw new NoteError('a cosignature is made by a cosigner key')
  const signed = parseNote(note)
  parseCheckpointText(signed.text)
  const atSeconds = Math.floor(nowMillis / 1000)
  if (!Number.isSafeInteger(atSeconds) || atSeconds < 0) throw new NoteError(`${nowMillis} is no instant to cosign at`)
  const seconds = new Uint8Array(8)
  new DataView(seconds.buffer).setBigUint64(0, BigInt(atSeconds))
  const { name, keyId } = key.verifying
  const signature = concat(seconds, signBytes(key, cosignedMessage(signed.text, BigInt(atSeconds))))
  return withSignature(signed, { name, keyId, signature })
}

/**
 * Whether and when (seconds since 1970) the key cosigned this note: undefined where it has no line of that key.
 * Throws NoteError where the line stands there but does not hold.
 */
export function verifyCosignature(note: SignedNote, key: VerifyingKey): { readonly atSeconds: number } | undefined {
  if (key.kind !== 'cosigner') throw new NoteError(`'${key.name}' is no cosigner key`)
  const line = signatureOf(note, key)
  if (line === undefined) return undefined
  if (line.signature.length !== 72) throw new NoteError(`cosignature of '${key.name}' has not 72 bytes`)
  const seconds = new DataView(line.signature.buffer, line.signature.byteOffset).getBigUint64(0)
  if (seconds > BigInt(Number.MAX_SAFE_INTEGER)) throw new NoteError(`cosignature of '${key.name}' is out of time`)
  if (!verifyBytes(key, cosignedMessage(note.text, seconds), line.signature.subarray(8))) {
    throw new NoteError(`cosignature of '${key.name}' does not hold`)
  }
  return { atSeconds: Number(seconds) }
}

/** The note with the other note's signatures added; both must have the same text. The log's own line stays first. */
export function mergeSignatures(note: string, other: string): string {
  const [base, extra] = [parseNote(note), parseNote(other)]
  if (base.text !== extra.text) throw new NoteError('signatures of different texts cannot be merged')
  const added = extra.signatures.filter((line) => !base.signatures.some((old) => sameSigner(old, line)))
  return formatNote({ text: base.text, signatures: [...base.signatures, ...added] })
}

/** The signature line of a key, if the note has one. */
export function signatureOf(note: SignedNote, key: VerifyingKey): NoteSignature | undefined {
  return note.signatures.find((line) => sameSigner(line, key))
}

function withSignature(note: SignedNote, line: NoteSignature): string {
  const others = note.signatures.filter((other) => !sameSigner(other, line))
  return formatNote({ text: note.text, signatures: [...others, line] })
}

type Signer = { readonly name: string; readonly keyId: Uint8Array }

function sameSigner(a: Signer, b: Signer): boolean {
  return a.name === b.name && equalBytes(a.keyId, b.keyId)
}

function cosignedMessage(text: string, seconds: bigint): Uint8Array {
  return utf8Bytes(`cosignature/v1\ntime ${seconds}\n${text}`)
}

function signatureLine(line: NoteSignature): string {
  return `— ${line.name} ${toBase64(concat(line.keyId, line.signature))}\n`
}

function parseSignatureLine(text: string): NoteSignature {
  const [dash, name, encoded, ...more] = text.split(' ')
  if (dash !== '—' || name === undefined || encoded === undefined || more.length > 0 || !isKeyName(name)) {
    throw new NoteError(`signature line is not '— name base64': ${JSON.stringify(text.slice(0, 80))}`)
  }
  const bytes = decodeBase64(encoded, `signature of '${name}'`)
  if (bytes.length <= 4) throw new NoteError(`signature of '${name}' is too short`)
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) }
}

// The line end is the only control character that a note may hold.
const CONTROL = /(?!\n)\p{Cc}/u

function decodeBase64(text: string, what: string): Uint8Array {
  try {
    return fromBase64(text)
  } catch {
    throw new NoteError(`${what} is not canonical base64`)
  }
}
