import { describe, expect, test } from 'vitest'
import type { CanonicalObject, CanonicalValue } from '../../src/kernel/record/format/canonical.ts'
import { cosign } from '../../src/kernel/record/format/checkpoint.ts'
import { toHex, utf8Text } from '../../src/kernel/record/format/digest.ts'
import type { Entry } from '../../src/kernel/record/format/entry.ts'
import { decodeEntry, encodeEntry } from '../../src/kernel/record/format/entry.ts'
import { formatVkey, signingKeyFromSeed } from '../../src/kernel/record/format/keys.ts'
import { leafHash } from '../../src/kernel/record/format/merkle.ts'
import { signReceipt } from '../../src/kernel/record/format/receipt.ts'
import type { SampleRecord } from '../sample-record.testing.ts'
import {
  checkpointOf,
  CLIENT,
  clientWitness,
  ENGAGEMENT,
  hashOf,
  logKey,
  PROVIDER,
  sampleBundle,
  sampleRecord,
  START,
} from '../sample-record.testing.ts'
import { Finding } from './finding.ts'
import type { OwnEvidence, Verified } from './verifying.ts'
import { verifyBundle } from './verifying.ts'

/**
 * The holder of the log key writes another history and seals and signs it properly: the rules still have to find it.
 * Entries of the sample: 0 opened, 1–2 witnesses, 3–4 agreement signed, 5–7 item observed, 8–10 item received, claimed,
 * completed, 11 statement drafted, 12–13 approved, 14 invoice derived.
 */
const NOTHING: OwnEvidence = { checkpoints: [], receipts: [], keys: [] }
const good = sampleRecord(2)

async function verify(record: SampleRecord, own: Partial<OwnEvidence> = {}): Promise<Verified> {
  return verifyBundle([await sampleBundle(record)], { ...NOTHING, ...own })
}

async function findingOf(record: SampleRecord, own: Partial<OwnEvidence> = {}): Promise<Finding> {
  try {
    await verify(record, own)
  } catch (error) {
    if (error instanceof Finding) return error
    throw error
  }
  throw new Error('nothing was found')
}

/** The record with some fields of one entry written otherwise. */
function rewritten(index: number, change: (entry: Entry) => Partial<Entry>): SampleRecord {
  const entries = good.entries.map((bytes, i) => {
    if (i !== index) return bytes
    const entry = decodeEntry(bytes)
    return encodeEntry({ ...entry, ...change(entry) })
  })
  return { ...good, entries }
}

const withBody = (index: number, change: CanonicalObject): SampleRecord =>
  rewritten(index, ({ body }) => ({ body: { ...body, ...change } }))

const withActor = (index: number, organisation: string): SampleRecord =>
  rewritten(index, ({ actor }) => ({ actor: { ...actor, organisation, id: `someone-${organisation}` } }))

describe('an entry', () => {
  test.each<[string, SampleRecord, number, string]>([
    [
      'of another engagement',
      rewritten(6, () => ({ engagement: ENGAGEMENT.replace('1', '2') })),
      6,
      'of the engagement',
    ],
    ['that skips a version', rewritten(9, () => ({ subjectVersion: 3 })), 9, 'version 3 of work-item'],
    ['that repeats a version', rewritten(9, () => ({ subjectVersion: 1 })), 9, 'version 1 of work-item'],
    ['with an id used before', rewritten(9, () => ({ id: decodeEntry(entryAt(7)).id })), 9, 'was used before'],
    ['that is an illegal move', rewritten(9, () => ({ type: 'work-item-answered' })), 9, 'no legal move'],
    ['that completes what nobody holds', rewritten(9, () => ({ type: 'work-item-released' })), 9, 'no legal move'],
    ['that opens the engagement again', rewritten(9, () => ({ type: 'engagement-opened' })), 9, 'opened once'],
    [
      'that opens with another log key',
      withBody(0, { logKey: formatVkey(clientWitness.verifying) }),
      0,
      'another log key',
    ],
    [
      'that opens with one organisation on both sides',
      withBody(0, { client: PROVIDER }),
      0,
      'two different organisations',
    ],
    [
      'that comes first and opens nothing',
      rewritten(0, () => ({ type: 'engagement-changed' })),
      0,
      'first entry must be',
    ],
  ])('%s is named with its line', async (_name, record, entry, message) => {
    const finding = await findingOf(record)
    expect(finding.message).toContain(message)
    expect(finding.place).toMatchObject({ entry, line: entry + 2 })
  })

  test('of imported history may follow any order of its own', async () => {
    expect((await verify(good)).header.entries).toBe(15)
  })

  test('changed on the way is named though its bytes are canonical and its rules hold', async () => {
    const bundle = await sampleBundle(good)
    const at = utf8Text(bundle).indexOf('person-org-provider', utf8Text(bundle).indexOf('work-item-observed'))
    const changed = bundle.with(utf8Length(utf8Text(bundle).slice(0, at)), 'q'.charCodeAt(0))
    expect(() => verifyBundle([changed], NOTHING)).toThrow('the entry has not the bytes it was exported with')
    expect(placeOfFailure(changed)).toMatchObject({ entry: 6, line: 8 })
  })
})

describe('two-party rules', () => {
  test('a signature or approval by an organisation that is no party is refused', async () => {
    expect(await findingOf(withActor(3, 'org-stranger'))).toMatchObject({ place: { entry: 3 } })
    expect((await findingOf(withActor(12, 'org-stranger'))).message).toContain('neither client nor provider')
  })

  test('a statement rests on an agreement that both parties signed before', async () => {
    const finding = await findingOf(withActor(4, CLIENT))
    expect(finding.message).toContain('was not signed by both parties before')
    expect(finding.place).toMatchObject({ entry: 11 })
  })

  test('a signed document must be in the bundle', async () => {
    const finding = await findingOf({ ...good, documents: good.documents.slice(1) })
    expect(finding.message).toMatch(/the document [0-9a-f]{64} \(agreementHash\) is not in the bundle/)
    expect(finding.place).toMatchObject({ entry: 3 })
  })

  test('a statement approved twice by one party is not agreed', async () => {
    const { papers } = await verify(withActor(13, CLIENT))
    expect(papers.statements).toMatchObject([{ agreed: false }])
    expect((await verify(good)).papers.statements).toMatchObject([{ agreed: true }])
  })

  test('an approval of a statement that nobody drafted is refused', async () => {
    expect((await findingOf(withBody(12, { statementHash: 'ab'.repeat(32) }))).message).toContain('not drafted before')
  })
})

describe('recomputation', () => {
  test('a statement with one figure changed is refused, and the place of the difference is shown', async () => {
    const [statement] = good.statements
    const forged = JSON.parse(JSON.stringify(statement).replace('"netMinor":', '"netMinor":1')) as CanonicalValue
    const forgery = { ...withBody(11, { statementHash: hashOf(forged) }), statements: [forged] }
    const finding = await findingOf(forgery)
    expect(finding.message).toContain('recomputed from entries and terms, the statement has the SHA-256')
    expect(finding.message).toContain('they differ from byte')
    expect(finding.message).toContain('netMinor')
  })

  test('a statement that no entry names is refused', async () => {
    const finding = await findingOf({ ...good, statements: [...good.statements, { anything: 1 }] })
    expect(finding.message).toContain('no entry names this statement')
  })

  test('an invoice that does not follow from its statement is refused', async () => {
    const finding = await findingOf(withBody(14, { invoiceHash: 'cd'.repeat(32) }))
    expect(finding.message).toContain('the invoice has the SHA-256')
    expect((await findingOf({ ...good, invoices: [{ other: 1 }] })).message).toContain('no entry names this invoice')
  })

  test('an event moved in time after the statement was drafted is found by the statement', async () => {
    const finding = await findingOf(withBody(10, { occurredAt: '2026-10-01T18:00:00.000Z' }))
    expect(finding.message).toContain('the statement has the SHA-256')
  })

  test('terms that the agreement does not name are refused', async () => {
    const agreement: CanonicalObject = { title: 'Another agreement' }
    const agreementHash = hashOf(agreement)
    let record: SampleRecord = { ...good, documents: [...good.documents, agreement] }
    for (const index of [3, 4, 11]) {
      const entries = record.entries.with(index, changedBody(entryAt(index), { agreementHash }))
      record = { ...record, entries }
    }
    expect((await findingOf(record)).message).toContain('does not name the terms')
  })

  test('a tree size beyond the drafting entry is refused', async () => {
    expect((await findingOf(withBody(11, { treeSize: 12 }))).message).toContain('is not that of entries before it')
  })
})

describe('what the owner brings along', () => {
  const kept = cosign(checkpointOf(good.entries.slice(0, 9)), clientWitness, START)

  test('a checkpoint kept earlier agrees with the record it was taken from', async () => {
    const { ownCheckpoints } = await verify(good, { checkpoints: [{ name: 'mine', note: kept }] })
    expect(ownCheckpoints).toMatchObject([{ size: 9, cosigned: [{ organisation: CLIENT }] }])
  })

  test('a history written anew by the holder of the log key is found by the checkpoint kept earlier', async () => {
    const finding = await findingOf(withActor(8, PROVIDER), { checkpoints: [{ name: 'mine', note: kept }] })
    expect(finding.message).toContain('the first 9 entries of the bundle do not have its root')
  })

  test('a record that was cut back is found by the checkpoint kept earlier', async () => {
    const cut = { ...good, entries: good.entries.slice(0, 9), statements: [], invoices: [] }
    const later = checkpointOf(good.entries.slice(0, 11))
    expect((await verify(cut)).header.entries).toBe(9)
    const finding = await findingOf(cut, { checkpoints: [{ name: 'mine', note: later }] })
    expect(finding.message).toContain('your checkpoint mine: it covers 11 entries, the bundle holds 9')
    expect(finding.message).toContain('entries 9 to 10 are missing')
  })

  test('a receipt for an entry that was left out or changed is found', async () => {
    const leaf = toHex(leafHash(entryAt(8)))
    const promise = { engagement: ENGAGEMENT, entry: 'lost-1', leafHash: leaf, at: '2026-10-01T08:00:00.000Z' }
    const receipts = [{ name: 'mine', line: signReceipt(promise, logKey) }]
    expect((await verify(good, { receipts })).receipts).toBe(3)
    const finding = await findingOf(withActor(8, PROVIDER), { receipts })
    expect(finding.message).toContain('your receipt mine: the entry lost-1 does not stand in the record')
  })

  test('another log key than the one known is found; a witness key finds its cosignature', async () => {
    const stranger = signingKeyFromSeed(logKey.verifying.name, 'log', new Uint8Array(32).fill(5))
    const wrong = await findingOf(good, { keys: [formatVkey(stranger.verifying)] })
    expect(wrong.message).toContain('another log key')
    const keys = [formatVkey(logKey.verifying), formatVkey(clientWitness.verifying)]
    expect((await verify(good, { keys })).checkpoints.at(-1)?.cosigned).toContainEqual(
      expect.objectContaining({ organisation: 'your key', name: clientWitness.verifying.name }),
    )
  })
})

function entryAt(index: number): Uint8Array {
  const bytes = good.entries[index]
  if (bytes === undefined) throw new Error(`no entry ${index}`)
  return bytes
}

function changedBody(bytes: Uint8Array, change: CanonicalObject): Uint8Array {
  const entry = decodeEntry(bytes)
  return encodeEntry({ ...entry, body: { ...entry.body, ...change } })
}

function placeOfFailure(bytes: Uint8Array): unknown {
  try {
    verifyBundle([bytes], NOTHING)
  } catch (error) {
    return error instanceof Finding ? error.place : error
  }
  return undefined
}

const utf8Length = (text: string): number => Buffer.byteLength(text)
