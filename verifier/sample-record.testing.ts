import type { DisclosedValue } from '../src/kernel/record/format/bundle.ts'
import { writeBundle } from '../src/kernel/record/format/bundle.ts'
import type { CanonicalObject, CanonicalValue } from '../src/kernel/record/format/canonical.ts'
import { encodeCanonical } from '../src/kernel/record/format/canonical.ts'
import { cosign, signCheckpoint } from '../src/kernel/record/format/checkpoint.ts'
import { commitment } from '../src/kernel/record/format/commitment.ts'
import { concat, sha256, toHex } from '../src/kernel/record/format/digest.ts'
import type { Entry } from '../src/kernel/record/format/entry.ts'
import { decodeEntry, encodeEntry } from '../src/kernel/record/format/entry.ts'
import { formatVkey, signingKeyFromSeed } from '../src/kernel/record/format/keys.ts'
import { Frontier, leafHash } from '../src/kernel/record/format/merkle.ts'
import { signReceipt } from '../src/kernel/record/format/receipt.ts'
import { formatInstant, parseInstant } from '../src/kernel/time/instant.ts'
import { historyFromEntries } from '../src/terms/history.ts'
import { deriveInvoice } from '../src/terms/invoice.ts'
import { parseTerms } from '../src/terms/model.ts'
import { settle } from '../src/terms/settle.ts'

/** A real record, small or large, that tests and benches bend and break. Deterministic. */
export const ENGAGEMENT = '0198c0de-0000-7000-8000-000000000001'
export const ORIGIN = `counterpart/${ENGAGEMENT}`
export const CLIENT = 'org-client'
export const PROVIDER = 'org-provider'
export const logKey = signingKeyFromSeed(ORIGIN, 'log', new Uint8Array(32).fill(1))
export const clientWitness = signingKeyFromSeed('client.example/witness', 'cosigner', new Uint8Array(32).fill(2))
export const providerWitness = signingKeyFromSeed('provider.example/witness', 'cosigner', new Uint8Array(32).fill(3))
export const START = parseInstant('2026-10-01T08:00:00.000Z')

const salted = { salt: new Uint8Array(32).fill(9), value: 'Zoë Nordmann, "Østre gate" 1\nOslo' }
export const DISCLOSED: DisclosedValue = {
  commitment: toHex(commitment(salted)),
  salt: toHex(salted.salt),
  value: salted.value,
}

export const TERMS: CanonicalObject = {
  terms: 1,
  agreement: 'Sample agreement',
  currency: 'EUR',
  zone: 'Europe/Oslo',
  effective: '2026-10-01',
  calendars: { always: { zone: 'Europe/Oslo', week: { all: '00:00-24:00' } } },
  clocks: {
    completion: {
      clause: '4.1',
      calendar: 'always',
      owner: 'provider',
      runs: { from: 'received', to: 'completed' },
      rests: [],
    },
  },
  measures: {
    onTime: {
      clause: '4.2',
      share: { of: 'work-item', where: { clock: 'completion', within: '2 hours' } },
      population: 'closed-in-period',
      test: 'exact',
      print: '1 decimal',
    },
  },
  serviceLevels: {
    completedOnTime: {
      clause: '4.3',
      name: 'Completed within two hours',
      measure: 'onTime',
      per: 'month',
      expected: '95.0 %',
      minimum: '90.0 %',
      kind: 'critical',
      credit: { of: 'charges', bands: [{ from: '0 %', credit: '5 %' }] },
    },
  },
  credits: { clause: '5.1', cap: { month: '12 % of charges' }, rounding: 'half-up' },
  charges: {
    desk: { clause: '6.1', fixed: { amount: 'EUR 1000.00', per: 'month' } },
    items: { clause: '6.2', rounding: 'half-up', unit: { per: 'completed', counts: 'work-items', price: 'EUR 6.40' } },
  },
}

export const sha256Hex = (bytes: Uint8Array): string => toHex(sha256(bytes))
export const hashOf = (value: CanonicalValue): string => sha256Hex(encodeCanonical(value))

export interface SampleRecord {
  readonly entries: readonly Uint8Array[]
  readonly documents: readonly CanonicalValue[]
  readonly statements: readonly CanonicalValue[]
  readonly invoices: readonly CanonicalValue[]
}

type Draft = Pick<Entry, 'type' | 'subject' | 'body'> & { readonly by?: string }

/** Writes entries as the server would: versions counted for each subject, ids one after another. */
export class EntryWriter {
  readonly entries: Uint8Array[] = []
  private readonly versions = new Map<string, number>()

  add({ type, subject, body, by = PROVIDER }: Draft): void {
    const index = this.entries.length
    const version = (this.versions.get(subject) ?? 0) + 1
    this.versions.set(subject, version)
    this.entries.push(
      encodeEntry({
        v: 1,
        type,
        engagement: ENGAGEMENT,
        id: idOf(index),
        subject,
        subjectVersion: version,
        cause: null,
        actor: { organisation: by, kind: 'person', id: `person-${by}`, site: null },
        command: `record-${type}`,
        rule: null,
        at: instantAt(index * 1000),
        body,
      }),
    )
  }
}

/** An engagement with an agreement, work items, a statement that both approve and an invoice. */
export function sampleRecord(items: number): SampleRecord {
  const writer = new EntryWriter()
  const agreement: CanonicalObject = { title: 'Sample agreement', termsHash: hashOf(TERMS) }
  openEngagement(writer)
  for (const by of [CLIENT, PROVIDER]) {
    writer.add({ type: 'agreement-signed', subject: 'agreement/1', by, body: { agreementHash: hashOf(agreement) } })
  }
  for (let i = 0; i < items; i++) addItem(writer, i)
  const treeSize = writer.entries.length
  const history = historyFromEntries(writer.entries.map((bytes, index) => ({ index, entry: decodeEntry(bytes) })))
  const context = { engagement: ENGAGEMENT, termsHash: hashOf(TERMS), treeSize, sha256Hex }
  const { statement } = settle(parseTerms(TERMS), history, { month: '2026-10' }, context)
  const invoice = deriveInvoice(statement)
  const [statementHash, agreementHash] = [hashOf(statement), hashOf(agreement)]
  const drafted = { statementHash, month: '2026-10', termsHash: hashOf(TERMS), treeSize, agreementHash }
  writer.add({ type: 'statement-drafted', subject: 'statement/2026-10', body: drafted })
  for (const by of [CLIENT, PROVIDER]) {
    writer.add({ type: 'statement-approved', subject: 'statement/2026-10', by, body: { statementHash } })
  }
  const derived = { invoiceHash: hashOf(invoice), statementHash }
  writer.add({ type: 'invoice-derived', subject: 'invoice/2026-10', body: derived })
  return { entries: writer.entries, documents: [agreement, TERMS], statements: [statement], invoices: [invoice] }
}

/** The bundle of a record: an early checkpoint, the last one cosigned by both, receipts for two entries. */
export async function sampleBundle(record: SampleRecord): Promise<Uint8Array> {
  const { entries } = record
  const last = cosign(cosign(checkpointOf(entries), clientWitness, START), providerWitness, START)
  const receipts = entries.slice(5, 7).map((bytes) => {
    const promise = {
      engagement: ENGAGEMENT,
      entry: decodeEntry(bytes).id,
      leafHash: toHex(leafHash(bytes)),
      at: instantAt(0),
    }
    return signReceipt(promise, logKey)
  })
  const chunks: Uint8Array[] = []
  const contents = {
    engagement: ENGAGEMENT,
    origin: ORIGIN,
    entryCount: entries.length,
    entries,
    checkpoints: [checkpointOf(entries.slice(0, 4)), last],
    receipts,
    disclosed: [DISCLOSED],
    documents: record.documents,
    statements: record.statements,
    invoices: record.invoices,
  }
  for await (const chunk of writeBundle(contents, logKey)) chunks.push(chunk)
  return concat(...chunks)
}

/** The log's checkpoint over exactly these entries. */
export function checkpointOf(entries: readonly Uint8Array[]): string {
  const frontier = new Frontier()
  for (const bytes of entries) frontier.append(leafHash(bytes))
  return signCheckpoint({ origin: ORIGIN, size: entries.length, root: frontier.root() }, logKey)
}

/** The entries with which a record begins: its parties, and a witness of each. */
export function openEngagement(writer: EntryWriter): void {
  const body = { name: 'Sample', client: CLIENT, provider: PROVIDER, logKey: formatVkey(logKey.verifying) }
  writer.add({ type: 'engagement-opened', subject: `engagement/${ENGAGEMENT}`, by: CLIENT, body })
  for (const [by, key] of [
    [CLIENT, clientWitness],
    [PROVIDER, providerWitness],
  ] as const) {
    const witness = { party: by === CLIENT ? 'client' : 'provider', verifierKey: formatVkey(key.verifying) }
    writer.add({ type: 'witness-registered', subject: `witness/${key.verifying.name}`, by, body: witness })
  }
}

function addItem(writer: EntryWriter, i: number): void {
  const subject = `work-item/${idOf(1_000_000 + i)}`
  // The first item comes from imported history: no move of this table, but an event all the same.
  const types = i === 0 ? OBSERVED : MOVED
  const facts = { channel: i % 2 === 0 ? 'telephone' : 'e-mail', claimant: i === 1 ? DISCLOSED.commitment : 'none' }
  for (const [step, [type, event]] of types.entries()) {
    // Every third item takes three hours, one more than agreed.
    const occurredAt = instantAt(i * 1000 + step * (i % 3 === 2 ? 5_400_000 : 1_800_000))
    const by = type === 'work-item-received' ? CLIENT : PROVIDER
    writer.add({ type, subject, by, body: { event, occurredAt, ...(step === 0 ? { facts } : {}) } })
  }
}

const OBSERVED = [
  ['work-item-observed', 'received'],
  ['work-item-observed', 'claimed'],
  ['work-item-observed', 'completed'],
] as const
const MOVED = [
  ['work-item-received', 'received'],
  ['work-item-claimed', 'claimed'],
  ['work-item-completed', 'completed'],
] as const

const idOf = (n: number): string => `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`
const instantAt = (offsetMillis: number): string => formatInstant(START + offsetMillis)
