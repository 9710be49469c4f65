import { expect, test } from 'vitest'
import type { CanonicalObject, CanonicalValue } from '../../src/kernel/record/format/canonical.ts'
import { decodeEntry } from '../../src/kernel/record/format/entry.ts'
import { historyFromEntries } from '../../src/terms/history.ts'
import { parseTerms } from '../../src/terms/model.ts'
import { settle } from '../../src/terms/settle.ts'
import type { Statement } from '../../src/terms/statement.ts'
import type { SampleRecord } from '../sample-record.testing.ts'
import {
  CLIENT,
  DISCLOSED,
  ENGAGEMENT,
  EntryWriter,
  hashOf,
  openEngagement,
  PROVIDER,
  sampleBundle,
  sha256Hex,
  TERMS,
} from '../sample-record.testing.ts'
import { Finding } from './finding.ts'
import { verifyBundle } from './verifying.ts'

const level = (TERMS['serviceLevels'] as Record<string, CanonicalObject>)['completedOnTime']
const trigger = { missed: 'expected', times: 2, withinMonths: 2, hits: 'reusable' }
const terms: CanonicalObject = { ...TERMS, serviceLevels: { completedOnTime: { ...level, trigger } } }
const agreement: CanonicalObject = { title: 'Two misses', terms }
const months = ['2026-10', '2026-11']

/** What a dishonest writer changes on the way. */
type Bend = {
  readonly isAgreed?: (month: string) => boolean
  readonly earlier?: (hashes: readonly string[]) => CanonicalValue | undefined
  readonly settled?: (statement: Statement, month: string) => Statement
}

/** Two months with a late item each: the second miss earns the credit. */
function twoMonths({ isAgreed = () => true, earlier = (hashes) => [...hashes], settled = (one) => one }: Bend = {}) {
  const writer = new EntryWriter()
  openEngagement(writer)
  for (const by of [CLIENT, PROVIDER]) {
    writer.add({ type: 'agreement-signed', subject: 'agreement/1', by, body: { agreementHash: hashOf(agreement) } })
  }
  const statements: Statement[] = []
  for (const month of months) {
    const subject = `work-item/0198c0de-0000-7000-8000-1000000000${month.slice(5)}`
    for (const [event, hour] of [
      ['received', '08'],
      ['completed', '12'],
    ] as const) {
      const facts = { claimant: DISCLOSED.commitment }
      const body = { event, occurredAt: `${month}-05T${hour}:00:00.000Z`, facts }
      writer.add({ type: 'work-item-observed', subject, body })
    }
    const treeSize = writer.entries.length
    const history = historyFromEntries(writer.entries.map((bytes, index) => ({ index, entry: decodeEntry(bytes) })))
    const context = { engagement: ENGAGEMENT, termsHash: hashOf(terms), treeSize, sha256Hex, earlier: [...statements] }
    const statement = settled(settle(parseTerms(terms), history, { month }, context).statement, month)
    const named = earlier(statements.map((one) => hashOf(one as never)))
    const statementHash = hashOf(statement)
    writer.add({
      type: 'statement-drafted',
      subject: `statement/${month}`,
      body: {
        statementHash,
        month,
        termsHash: hashOf(terms),
        treeSize,
        agreementHash: hashOf(agreement),
        ...(named === undefined ? {} : { earlier: named }),
      },
    })
    for (const by of isAgreed(month) ? [CLIENT, PROVIDER] : [CLIENT]) {
      writer.add({ type: 'statement-approved', subject: `statement/${month}`, by, body: { statementHash } })
    }
    statements.push(statement)
  }
  const record = { entries: writer.entries, documents: [agreement], statements: statements as never[], invoices: [] }
  return { record, statements }
}

async function findingOf(record: SampleRecord): Promise<string> {
  const bundle = await sampleBundle(record)
  try {
    verifyBundle([bundle], { checkpoints: [], receipts: [], keys: [] })
  } catch (error) {
    if (error instanceof Finding) return error.message
    throw error
  }
  throw new Error('The bundle was found to be in order.')
}

test('a month that looks back is recomputed from the statements that both had agreed before', async () => {
  const { record, statements } = twoMonths()
  expect(statements.map(({ credits }) => credits.length)).toEqual([0, 1])
  const { papers } = verifyBundle([await sampleBundle(record)], { checkpoints: [], receipts: [], keys: [] })
  expect(papers.statements.map(({ month, agreed }) => [month, agreed])).toEqual(months.map((month) => [month, true]))
})

test('an earlier month that is not agreed is named, and so is a list that names another statement or none', async () => {
  const open = twoMonths({ isAgreed: (month) => month !== '2026-10' })
  expect(await findingOf(open.record)).toContain('the statement of 2026-10 was not agreed by both parties before')
  expect(await findingOf(twoMonths({ earlier: () => undefined }).record)).toContain("it has no 'earlier'")
  const other = twoMonths({ earlier: (hashes) => hashes.map(() => 'ab'.repeat(32)) })
  expect(await findingOf(other.record)).toContain("as statement 1 of its 'earlier' it names")
  expect(await findingOf(twoMonths({ earlier: (hashes) => hashes.slice(1) }).record)).toContain('it names "none"')
})

test('a miss that was taken out of an earlier statement is found in that statement, before a later one uses it', async () => {
  const settled = (statement: Statement, month: string): Statement => {
    if (month !== '2026-10') return statement
    const serviceLevels = statement.serviceLevels.map((line) => ({ ...line, state: 'met' as const }))
    return { ...statement, serviceLevels }
  }
  const { record, statements } = twoMonths({ settled })
  expect(statements[1]?.credits).toEqual([])
  expect(await findingOf(record)).toContain('recomputed from entries and terms, the statement has the SHA-256')
})
