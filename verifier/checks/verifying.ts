import { opensCommitment } from '../../src/kernel/record/format/commitment.ts'
import { equalBytes, fromHex, toHex } from '../../src/kernel/record/format/digest.ts'
import type { BundleHeader, Section } from '../../src/kernel/record/format/bundle.ts'
import { FINGERPRINT_BYTES, FINGERPRINTS_A_LINE } from '../../src/kernel/record/format/bundle.ts'
import type { CanonicalValue } from '../../src/kernel/record/format/canonical.ts'
import type { VerifyingKey } from '../../src/kernel/record/format/keys.ts'
import { parseVkey, sameKey } from '../../src/kernel/record/format/keys.ts'
import { leafHash } from '../../src/kernel/record/format/merkle.ts'
import type { CheckedNote, HeldNote, HeldReceipt, Log } from './checkpoint-rules.ts'
import { checkNote, checkReceipt } from './checkpoint-rules.ts'
import { EntryRules, type KnownWitness } from './entry-rules.ts'
import { Finding, type Place } from './finding.ts'
import type { CheckedPapers, HeldPaper } from './paper-rules.ts'
import { checkPapers } from './paper-rules.ts'
import type { BundleLine } from './reading-bundle.ts'
import {
  BundleError,
  BundleReader,
  readCheckpointLine,
  readContentLine,
  readDisclosedLine,
  readDocumentLine,
  readFingerprintsLine,
} from './reading-bundle.ts'
import { RecordTree } from './record-tree.ts'

/** What the verifying person brings along, beside the bundle. */
export interface OwnEvidence {
  /** Checkpoints and receipts that they kept: each must agree with the bundle. */
  readonly checkpoints: readonly { readonly name: string; readonly note: string }[]
  readonly receipts: readonly { readonly name: string; readonly line: Uint8Array }[]
  /** Verifier keys: the log's must be the bundle's, cosigners' are looked for on checkpoints. */
  readonly keys: readonly string[]
}

/** What holds, where all of it holds. */
export interface Verified {
  readonly header: BundleHeader
  readonly lines: number
  readonly root: string
  readonly checkpoints: readonly CheckedNote[]
  readonly ownCheckpoints: readonly CheckedNote[]
  readonly receipts: number
  readonly disclosed: number
  readonly documents: number
  readonly papers: CheckedPapers
}

/** Checks a bundle from its chunks; throws a Finding for the first thing that is wrong. */
export function verifyBundle(chunks: Iterable<Uint8Array>, own: OwnEvidence): Verified {
  const verification = new BundleVerification(own)
  for (const chunk of chunks) verification.push(chunk)
  return verification.end()
}

/** The check of a bundle whose chunks arrive one by one. A call throws a Finding for the first thing that is wrong. */
export class BundleVerification {
  private readonly check: BundleCheck
  private readonly reader: BundleReader

  constructor(own: OwnEvidence) {
    this.check = new BundleCheck(own)
    this.reader = new BundleReader((line, header) => this.check.take(line, header, this.reader.logKey))
  }

  /** How many entries were read and found to keep the rules, and how many the header says there are. */
  get progress(): { readonly entries: number; readonly of: number | undefined } {
    return { entries: this.check.entriesTaken, of: this.reader.header?.entries }
  }

  /** Takes the next chunk. Lines may refer to it for a while, so it is not to be written again. */
  push(chunk: Uint8Array): void {
    this.placed(() => this.reader.push(chunk))
  }

  /** To be called after the last chunk: compares the tree with the checkpoints and computes the papers again. */
  end(): Verified {
    return this.placed(() => {
      const { header, logKey, lines, brokenSeal } = this.reader.end()
      const verified = { header, lines, ...this.check.finish(header, logKey) }
      if (brokenSeal !== undefined) throw brokenSeal
      return verified
    })
  }

  private placed<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      if (error instanceof BundleError) throw this.check.findingOf(error)
      throw error
    }
  }
}

class BundleCheck {
  private readonly own: OwnEvidence
  private readonly tree = new RecordTree()
  private entries: EntryRules | undefined
  private inEntries = false
  private readonly offsets: number[] = []
  private readonly notes: HeldNote[] = []
  private readonly receipts: HeldReceipt[] = []
  private readonly documents = new Map<string, CanonicalValue>()
  private readonly statements: HeldPaper[] = []
  private readonly invoices: HeldPaper[] = []

  constructor(own: OwnEvidence) {
    this.own = own
  }

  get entriesTaken(): number {
    return this.offsets.length
  }

  take(line: BundleLine, header: BundleHeader, logKey: VerifyingKey | undefined): void {
    if (logKey === undefined) throw new Error('the header gives no log key')
    this.entries ??= new EntryRules({
      engagement: header.engagement,
      logKey,
      withCommitments: header.disclosed > 0,
    })
    this.takers[line.section](line, this.entries)
  }

  finish(header: BundleHeader, logKey: VerifyingKey): Omit<Verified, 'header' | 'lines'> {
    const { entries, tree } = this
    if (entries?.parties === undefined) throw new Finding('the bundle holds no entries')
    const witnesses = [...entries.witnesses, ...this.ownWitnesses(logKey)]
    const log: Log = { origin: header.origin, key: logKey, tree, witnesses }
    this.requireFullCover(header)
    const checkpoints = this.notes.map((held) => checkNote(log, held))
    const ownCheckpoints = this.own.checkpoints.map(({ name, note }) =>
      checkNote(log, { note, from: `your checkpoint ${name}`, place: {}, knownSignersOnly: false }),
    )
    const ownReceipts = this.own.receipts.map(({ name, line }) => {
      return { bytes: line, from: `your receipt ${name}`, place: {} }
    })
    const receipts = [...this.receipts, ...ownReceipts]
    for (const held of receipts) checkReceipt(log, header.engagement, held)
    const papers = checkPapers({
      engagement: header.engagement,
      parties: entries.parties,
      entries: entries.papers,
      itemEvents: entries.itemEvents,
      documents: this.documents,
      statements: this.statements,
      invoices: this.invoices,
      placeOfEntry: (index) => this.placeOfEntry(index),
    })
    const root = toHex(tree.rootAt(tree.size))
    const [disclosed, documents] = [header.disclosed, header.documents]
    return { root, checkpoints, ownCheckpoints, receipts: receipts.length, disclosed, documents, papers }
  }

  /** Adds which entry it was, where the line is one. */
  findingOf(error: BundleError): Finding {
    const entry = error.line - 2
    const place: Place = { line: error.line, offset: error.offset }
    return new Finding(
      error.what,
      entry >= 0 && entry <= this.offsets.length && this.inEntries ? { entry, ...place } : place,
    )
  }

  private readonly takers: Readonly<Record<Section, (line: BundleLine, entries: EntryRules) => void>> = {
    entry: (line, entries) => {
      this.inEntries = true
      entries.take(line.bytes, line.ordinal)
      this.offsets.push(line.offset)
      this.tree.append(leafHash(line.bytes))
    },
    fingerprints: (line) => {
      this.inEntries = false
      this.checkFingerprints(line)
    },
    checkpoint: (line) => {
      this.notes.push({
        note: readCheckpointLine(line.bytes),
        from: `checkpoint ${line.ordinal}`,
        place: placeOf(line),
        knownSignersOnly: true,
      })
    },
    receipt: (line) => {
      this.receipts.push({ bytes: new Uint8Array(line.bytes), from: `receipt ${line.ordinal}`, place: placeOf(line) })
    },
    disclosed: (line, entries) => checkDisclosed(line, entries),
    document: (line) => {
      const { sha256, content } = readDocumentLine(line.bytes)
      if (this.documents.has(sha256)) throw new Error(`the document ${sha256} stands here twice`)
      this.documents.set(sha256, content)
    },
    statement: (line) => {
      this.statements.push({ content: readContentLine(line.bytes), place: placeOf(line) })
    },
    invoice: (line) => {
      this.invoices.push({ content: readContentLine(line.bytes), place: placeOf(line) })
    },
  }

  private checkFingerprints(line: BundleLine): void {
    const prints = readFingerprintsLine(line.bytes)
    const first = line.ordinal * FINGERPRINTS_A_LINE
    const count = Math.min(FINGERPRINTS_A_LINE, this.tree.size - first)
    if (prints.length !== count * FINGERPRINT_BYTES) throw new Error(`it must hold ${count} fingerprints`)
    for (let i = 0; i < count; i++) {
      const print = prints.subarray(i * FINGERPRINT_BYTES, (i + 1) * FINGERPRINT_BYTES)
      if (equalBytes(print, this.tree.leafAt(first + i).subarray(0, FINGERPRINT_BYTES))) continue
      throw new Finding('the entry has not the bytes it was exported with', this.placeOfEntry(first + i))
    }
  }

  /** The log's key must be the bundle's; cosigners' keys become known witnesses. */
  private ownWitnesses(logKey: VerifyingKey): KnownWitness[] {
    const keys = this.own.keys.map(parseVkey)
    const stranger = keys.find((key) => key.kind === 'log' && !sameKey(key, logKey))
    if (stranger !== undefined) {
      throw new Finding(`the bundle is signed by another log key than the one you gave for '${stranger.name}'`)
    }
    return keys.filter((key) => key.kind === 'cosigner').map((key) => ({ organisation: 'your key', key }))
  }

  private requireFullCover(header: BundleHeader): void {
    const last = this.notes.at(-1)
    if (last?.note.startsWith(`${header.origin}\n${header.entries}\n`) === true) return
    throw new Finding('the last checkpoint does not cover exactly the entries of the bundle', last?.place ?? {})
  }

  private placeOfEntry(index: number): Place {
    const offset = this.offsets[index]
    return { entry: index, line: index + 2, ...(offset === undefined ? {} : { offset }) }
  }
}

function checkDisclosed(line: BundleLine, entries: EntryRules): void {
  const { commitment, salt, value } = readDisclosedLine(line.bytes)
  if (!opensCommitment(fromHex(commitment), { salt: fromHex(salt), value })) {
    throw new Error('value and salt are not those of the commitment')
  }
  if (!entries.digestsInBodies.has(commitment)) throw new Error(`no entry holds the commitment ${commitment}`)
}

const placeOf = (line: BundleLine): Place => ({ line: line.line, offset: line.offset })
