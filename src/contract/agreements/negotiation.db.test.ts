import { expect, test } from 'vitest'
import { testWorld } from '../../app/testing.ts'
import { sql } from '../../kernel/database/sql.ts'
import { eraseSubject } from '../../kernel/record/sealing/commands.ts'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { CLAIMS_DESK } from '../../terms/testing/claims-desk.ts'
import { findSignedAgreements } from './agreed-terms.ts'
import {
  agreementDiff,
  agreementOf,
  agreements,
  agreedTerms,
  commentOnAgreement,
  draftAgreement,
  proposeAgreement,
  reviseAgreement,
  signAgreement,
  withdrawAgreement,
} from './commands.ts'
import { negotiation, refused } from './negotiating.testing.ts'

const world = await testWorld()
const { call, id, lead, sponsor, bidder, manager, engagement, content, proposed, agreed, entriesOf } =
  await negotiation(world)

test('a draft is proposed, revised by the other party, signed by both, and then holds', async () => {
  const engagementId = await engagement()
  const { place } = await proposed(engagementId)
  const shown = await call(bidder, agreementOf, place)
  expect(shown).toMatchObject({ state: 'proposed', version: 1, author: 'client', content: content() })
  const counter = content({ price: 'EUR 2600.00' })
  const revised = await call(bidder, reviseAgreement, { ...place, content: counter }, { ifMatch: '1' })
  expect(revised).toMatchObject({ state: 'proposed', version: 2 })
  const diff = await call(lead, agreementDiff, { ...place, from: 1, to: 2 })
  expect(diff.differences.map((one) => [one.path, one.old, one.new])).toEqual([
    ['clauses[id=5.4].text', 'EUR 2500.00 a month.', 'EUR 2600.00 a month.'],
    ['terms.charges.governance.fixed.amount', 'EUR 2500.00', 'EUR 2600.00'],
  ])
  const signed = await call(manager, signAgreement, { ...place, sha256: revised.sha256 })
  expect(signed.state).toBe('signed')
  expect((await call(sponsor, signAgreement, { ...place, sha256: revised.sha256 })).state).toBe('agreed')
  const terms = await call(lead, agreedTerms, { engagementId, at: '2026-02-01' })
  expect(terms).toMatchObject({ agreementId: place.agreementId, sha256: revised.sha256, terms: counter.terms })
})

test('the record tells the negotiation without a word of it; what was signed is found by its hash', async () => {
  const engagementId = await engagement()
  const { place, sha256: hash } = await agreed(engagementId)
  const entries = await entriesOf(engagementId, place.agreementId)
  expect(entries.map(({ type, subjectVersion }) => [type, subjectVersion])).toEqual([
    ['agreement-drafted', 1],
    ['agreement-proposed', 2],
    ['agreement-signed', 3],
    ['agreement-signed', 4],
    ['agreement-concluded', 5],
  ])
  const [drafted, , first, second, concluded] = entries.map(({ body }) => body)
  expect(Object.keys(drafted ?? {}).sort()).toEqual(['commitment', 'party', 'version'])
  expect(first).toEqual({ party: 'client', version: 1, agreementHash: hash })
  expect(second).toEqual({ party: 'provider', version: 1, agreementHash: hash })
  const { termsHash } = await call(lead, agreedTerms, { engagementId, at: '2026-02-01' })
  expect(concluded).toEqual({ agreementHash: hash, termsHash, effective: '2026-02-01' })
  const contents = await world.database.read(engagementId, (tx) => findSignedAgreements(tx, engagementId))
  expect(contents.map((one) => [one.sha256, toHex(sha256(one.bytes))])).toEqual([[hash, hash]])
})

test("a party's draft, and its versions and comments before it was proposed, do not exist for the other", async () => {
  const engagementId = await engagement()
  const place = { engagementId, agreementId: id() }
  await call(lead, draftAgreement, { ...place, content: content({ price: 'EUR 3000.00' }) })
  await call(lead, commentOnAgreement, { ...place, commentId: id(), text: 'We would go up to 3,000.' })
  const notThere = refused('not-found')
  await expect(call(manager, agreementOf, place)).rejects.toMatchObject(notThere)
  await expect(call(manager, agreementDiff, { ...place, from: 1, to: 1 })).rejects.toMatchObject(notThere)
  await expect(call(manager, proposeAgreement, place)).rejects.toMatchObject(notThere)
  await expect(call(manager, withdrawAgreement, place)).rejects.toMatchObject(notThere)
  const words = { ...place, commentId: id(), text: 'Hello?' }
  await expect(call(manager, commentOnAgreement, words)).rejects.toMatchObject(notThere)
  const revision = call(manager, reviseAgreement, { ...place, content: content() }, { ifMatch: '1' })
  await expect(revision).rejects.toMatchObject(notThere)
  expect((await call(manager, agreements, { engagementId })).rows).toEqual([])
  expect((await call(lead, agreements, { engagementId })).rows).toHaveLength(1)

  await call(lead, reviseAgreement, { ...place, content: content() }, { ifMatch: '1' })
  await call(lead, proposeAgreement, place)
  await call(lead, commentOnAgreement, { ...place, commentId: id(), text: 'For your review.' })
  const seen = await call(manager, agreementOf, place)
  expect(seen.versions.map(({ version }) => version)).toEqual([2])
  expect(seen.comments.map(({ text }) => text)).toEqual(['For your review.'])
  const earlier = call(manager, agreementOf, { ...place, shownVersion: 1 })
  await expect(earlier).rejects.toMatchObject(refused('unknown-version'))
  const between = call(manager, agreementDiff, { ...place, from: 1, to: 2 })
  await expect(between).rejects.toMatchObject(refused('unknown-version'))
  const own = await call(lead, agreementOf, place)
  expect(own.comments.map(({ text }) => text)).toEqual(['We would go up to 3,000.', 'For your review.'])
})

test('the hash of an unproposed version does not stand in the record', async () => {
  const engagementId = await engagement()
  const place = { engagementId, agreementId: id() }
  const hidden = await call(lead, draftAgreement, { ...place, content: content({ price: 'EUR 3000.00' }) })
  const second = { ...place, content: content({ price: 'EUR 2900.00' }) }
  const alsoHidden = await call(lead, reviseAgreement, second, { ifMatch: '1' })
  const kept = await call(lead, reviseAgreement, { ...place, content: content() }, { ifMatch: '2' })
  await call(lead, proposeAgreement, place)
  const said = JSON.stringify(await entriesOf(engagementId, place.agreementId))
  expect(said).not.toContain(hidden.sha256)
  expect(said).not.toContain(alsoHidden.sha256)
  expect(said).toContain(kept.sha256)
})

test('who signs names the version that was read: another hash is refused', async () => {
  const engagementId = await engagement()
  const { place, sha256: hash } = await proposed(engagementId)
  await call(bidder, reviseAgreement, { ...place, content: content({ price: 'EUR 2600.00' }) }, { ifMatch: '1' })
  const stale = call(sponsor, signAgreement, { ...place, sha256: hash })
  await expect(stale).rejects.toMatchObject(refused('other-version', 'stale'))
})

test('a revision clears the signatures, and the record says whose', async () => {
  const engagementId = await engagement()
  const { place, sha256: hash } = await proposed(engagementId)
  await call(sponsor, signAgreement, { ...place, sha256: hash })
  const twice = call(sponsor, signAgreement, { ...place, sha256: hash })
  await expect(twice).rejects.toMatchObject(refused('already-signed'))
  const counter = { ...place, content: content({ price: 'EUR 2600.00' }) }
  const revised = await call(bidder, reviseAgreement, counter, { ifMatch: '1' })
  const shown = await call(manager, agreementOf, place)
  expect(shown.signatures).toMatchObject([{ version: 1, party: 'client', stands: false }])
  expect((await entriesOf(engagementId, place.agreementId)).at(-1)?.body).toMatchObject({ cleared: ['client'] })
  expect((await call(manager, signAgreement, { ...place, sha256: revised.sha256 })).state).toBe('signed')
  const notYet = call(lead, agreedTerms, { engagementId, at: '2026-12-31' })
  await expect(notYet).rejects.toMatchObject(refused('no-agreed-terms'))
  expect((await call(sponsor, signAgreement, { ...place, sha256: revised.sha256 })).state).toBe('agreed')
})

test('going back to the signed text after a revision needs both signatures anew', async () => {
  const engagementId = await engagement()
  const { place, sha256: hash } = await proposed(engagementId)
  await call(sponsor, signAgreement, { ...place, sha256: hash })
  await call(bidder, reviseAgreement, { ...place, content: content({ title: 'Other' }) }, { ifMatch: '1' })
  const back = await call(lead, reviseAgreement, { ...place, content: content() }, { ifMatch: '2' })
  expect(back.sha256).toBe(hash)
  expect((await call(manager, signAgreement, { ...place, sha256: hash })).state).toBe('signed')
})

test('a revision that names another version than the newest is refused as stale', async () => {
  const engagementId = await engagement()
  const { place } = await proposed(engagementId)
  await call(bidder, reviseAgreement, { ...place, content: content({ title: 'Two' }) }, { ifMatch: '1' })
  const edit = { ...place, content: content({ title: 'Three' }) }
  const stale = refused('stale-version', 'stale')
  await expect(call(lead, reviseAgreement, edit, { ifMatch: '1' })).rejects.toMatchObject(stale)
  await expect(call(lead, reviseAgreement, edit)).rejects.toMatchObject(stale)
  const same = call(lead, reviseAgreement, { ...place, content: content({ title: 'Two' }) }, { ifMatch: '2' })
  await expect(same).rejects.toMatchObject(refused('nothing-changed'))
  expect((await call(lead, reviseAgreement, edit, { ifMatch: '2' })).version).toBe(3)
})

test('a retried draft, signature or comment has one effect and the same answer', async () => {
  const engagementId = await engagement()
  const place = { engagementId, agreementId: id() }
  const twice = async <T>(ask: (key: string) => Promise<T>): Promise<T> => {
    const key = id()
    const [first, second] = await Promise.all([ask(key), ask(key)])
    expect(second).toEqual(first)
    expect(await ask(key)).toEqual(first)
    return first
  }
  const { sha256: hash } = await twice((key) => call(lead, draftAgreement, { ...place, content: content() }, { key }))
  await twice((key) => call(lead, proposeAgreement, place, { key }))
  const words = { ...place, commentId: id(), text: 'Please sign.' }
  await twice((key) => call(lead, commentOnAgreement, words, { key }))
  await twice((key) => call(sponsor, signAgreement, { ...place, sha256: hash }, { key }))
  await twice((key) => call(manager, signAgreement, { ...place, sha256: hash }, { key }))
  expect((await entriesOf(engagementId, place.agreementId)).map(({ subjectVersion }) => subjectVersion)).toEqual([
    1, 2, 3, 4, 5, 6,
  ])
  const double = call(lead, draftAgreement, { ...place, content: content({ effective: '2026-05-01' }) })
  await expect(double).rejects.toMatchObject(refused('document-exists'))
})

test('what a comment says is sealed, stands in the record as a commitment, and can be erased', async () => {
  const engagementId = await engagement()
  const { place } = await proposed(engagementId)
  await call(lead, commentOnAgreement, { ...place, commentId: id(), text: 'Ask Kari Nordmann.' })
  const entry = (await entriesOf(engagementId, place.agreementId)).at(-1)
  expect(Object.keys(entry?.body ?? {}).sort()).toEqual(['comment', 'commitment', 'party', 'version'])
  const rows = await world.database.read(engagementId, (tx) =>
    tx.query<{ sealed: Buffer }>(
      sql`select sealed from sealed_value where thing = ${`agreement/${place.agreementId}`}`,
    ),
  )
  expect(rows.map((row) => row.sealed.includes('Kari'))).toEqual([false])
  const { comments } = await call(manager, agreementOf, place)
  expect(comments).toMatchObject([{ text: 'Ask Kari Nordmann.' }])
  const subjectId = `comment/${place.agreementId}.${comments[0]?.commentId}`
  await call(manager, eraseSubject, { engagementId, subjectId, ground: 'data-subject-request' })
  expect((await call(lead, agreementOf, place)).comments).toMatchObject([{ text: null }])
})

test('only those whose role drafts may draft, and only those whose role signs may sign', async () => {
  const engagementId = await engagement()
  const { place, sha256: hash } = await proposed(engagementId)
  const no = refused('forbidden')
  const input = { engagementId, agreementId: id(), content: content() }
  await expect(call(sponsor, draftAgreement, input)).rejects.toMatchObject(no)
  for (const person of [lead, bidder]) {
    await expect(call(person, signAgreement, { ...place, sha256: hash })).rejects.toMatchObject(no)
  }
  await expect(call(bidder, withdrawAgreement, place)).rejects.toMatchObject(no)
  const worker = await world.member('provider', ['agent'])
  const own = { engagementId: world.engagementId, agreementId: place.agreementId }
  await expect(call(worker, agreementOf, own)).rejects.toMatchObject(no)
})

test('an agreement that is withdrawn cannot be signed any more', async () => {
  const engagementId = await engagement()
  const { place, sha256: hash } = await proposed(engagementId)
  await call(manager, signAgreement, { ...place, sha256: hash })
  expect((await call(lead, withdrawAgreement, place)).state).toBe('withdrawn')
  const late = call(sponsor, signAgreement, { ...place, sha256: hash })
  await expect(late).rejects.toMatchObject(refused('not-in-state'))
})

test('unreadable terms, other parties and too long texts are refused with what is wrong and how to mend it', async () => {
  const engagementId = await engagement()
  const place = { engagementId, agreementId: id() }
  const bad = { ...content(), terms: { ...CLAIMS_DESK, currency: 'EURO', zone: 'Oslo' } }
  await expect(call(lead, draftAgreement, { ...place, content: bad })).rejects.toMatchObject({
    ...refused('unfit-content', 'invalid'),
    more: {
      problems: expect.arrayContaining([
        expect.objectContaining({ path: 'content.terms.currency', mend: expect.stringContaining('ISO 4217') }),
        expect.objectContaining({ path: 'content.terms.zone', mend: expect.stringContaining('IANA') }),
      ]),
    },
  })
  const float = { ...content(), terms: { ...CLAIMS_DESK, terms: 0.5 } }
  const inexact = call(lead, draftAgreement, { ...place, content: float })
  await expect(inexact).rejects.toThrow('content: $.terms.terms: 0.5 is no safe integer')
  const { parties } = content()
  const swapped = { ...content(), parties: { client: parties.provider, provider: parties.client } }
  const other = call(lead, draftAgreement, { ...place, content: swapped })
  await expect(other).rejects.toMatchObject(refused('other-parties'))
  const long = { ...content(), clauses: Array.from({ length: 12 }, (_, at) => clauseOf(at, 100_000)) }
  await expect(call(lead, draftAgreement, { ...place, content: long })).rejects.toThrow(
    'more than the limit of 1048576',
  )
})

function clauseOf(at: number, characters: number) {
  return { id: String(at), heading: '', text: 'x'.repeat(characters) }
}

test('a paper takes as many versions and comments as it may have, and not one more', async () => {
  const engagementId = await engagement()
  const { place } = await proposed(engagementId)
  await world.database.tenant(engagementId, async (tx) => {
    tx.later(sql`update document set version = 499, comments = 499 where document_id = ${place.agreementId}`)
  })
  const full = refused('document-full', 'conflict')
  const edit = (title: string) => ({ ...place, content: content({ title }) })
  await call(lead, reviseAgreement, edit('Last'), { ifMatch: '499' })
  await expect(call(lead, reviseAgreement, edit('One more'), { ifMatch: '500' })).rejects.toMatchObject(full)
  const words = () => ({ ...place, commentId: id(), text: 'So be it.' })
  await call(lead, commentOnAgreement, words())
  await expect(call(lead, commentOnAgreement, words())).rejects.toMatchObject(full)
})
