import { findSignedAgreements } from '../../contract/agreements/agreed-terms.ts'
import type { Database } from '../../kernel/database/connect.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { BundleContents } from '../../kernel/record/format/bundle.ts'
import { isCanonicalObject, parseCanonical, type CanonicalValue } from '../../kernel/record/format/canonical.ts'
import { encodeCanonical } from '../../kernel/record/format/canonical.ts'
import { mergeSignatures } from '../../kernel/record/format/checkpoint.ts'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { originOf } from '../../kernel/record/log-key.ts'
import { cosignaturesUpTo, entriesFrom, findCheckpoint } from '../../kernel/record/reading/store.ts'
import { invoicesBefore } from '../invoices/store.ts'
import { frozenBefore } from '../statements/store.ts'

/** Entries of a page: at most 16 KiB each, so that a page never takes more than 8 MiB. */
const pageEntries = 500

/**
 * All that a bundle holds, as of the newest checkpoint: entries up to it and the papers that those entries name. Papers
 * are read here, in one snapshot; entries come later, page by page, because what has its place never changes.
 * @returns undefined where no checkpoint is signed yet
 */
export async function collectBundle(
  database: Database,
  tx: Tx,
  engagementId: string,
): Promise<BundleContents | undefined> {
  const newest = await findCheckpoint(tx, engagementId)
  if (newest === undefined) return undefined
  const { treeSize } = newest
  const frozen = await frozenBefore(tx, engagementId, treeSize)
  const signed = await signedAgreements(tx, engagementId)
  const terms = [...signed.flatMap(termsIn), ...frozen.map((statement) => parseCanonical(statement.terms))]
  return {
    engagement: engagementId,
    origin: originOf(engagementId),
    entryCount: treeSize,
    entries: entriesUpTo(database, engagementId, treeSize),
    checkpoints: await checkpointsOf(tx, engagementId, [...frozen.map((statement) => statement.treeSize), treeSize]),
    receipts: [],
    disclosed: [],
    documents: eachOnce([...signed, ...terms]),
    statements: eachOnce(frozen.map((statement) => parseCanonical(statement.bytes))),
    invoices: (await invoicesBefore(tx, engagementId, treeSize)).map((bytes) => parseCanonical(bytes)),
  }
}

/** What `agreement-signed` entries name, also where a later version took its place. */
async function signedAgreements(tx: Tx, engagementId: string): Promise<CanonicalValue[]> {
  const contents: CanonicalValue[] = []
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await findSignedAgreements(tx, engagementId, { after })
    contents.push(...page.map(({ bytes }) => parseCanonical(bytes)))
    after = page.at(-1)?.sha256
  }
  return contents
}

async function* entriesUpTo(database: Database, engagementId: string, treeSize: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < treeSize; from += pageEntries) {
    const most = Math.min(pageEntries, treeSize - from)
    const page = await database.read(engagementId, (tx) => entriesFrom(tx, engagementId, from, most))
    if (page.length !== most) throw new Error(`The record lacks entries between ${from} and ${from + most}.`)
    for (const entry of page) yield entry.bytes
  }
}

/** Signed notes of these sizes and of every co-signed one, with all their signatures, smallest first. */
async function checkpointsOf(tx: Tx, engagementId: string, sizes: readonly number[]): Promise<string[]> {
  const newest = Math.max(...sizes)
  const notes = new Map<number, string>()
  for (const size of new Set(sizes)) {
    const found = await findCheckpoint(tx, engagementId, size)
    // A statement of an empty log names the size 0, of which there is no checkpoint.
    if (found !== undefined) notes.set(size, found.note)
  }
  for (const { treeSize, note } of await cosignaturesUpTo(tx, engagementId, newest)) {
    const known = notes.get(treeSize)
    notes.set(treeSize, known === undefined ? note : mergeSignatures(known, note))
  }
  return [...notes].sort(([left], [right]) => left - right).map(([, note]) => note)
}

function termsIn(content: CanonicalValue): CanonicalValue[] {
  if (!isCanonicalObject(content)) return []
  const { terms } = content
  return terms === undefined ? [] : [terms]
}

/** Papers are found by their hash, so each stands in a bundle once. */
function eachOnce(papers: readonly CanonicalValue[]): CanonicalValue[] {
  return [...new Map(papers.map((paper) => [toHex(sha256(encodeCanonical(paper))), paper])).values()]
}
