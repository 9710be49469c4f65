import { expect, test } from 'vitest'
import { testWorld } from '../../../app/testing.ts'
import { receiveWorkItem } from '../../../deliver/work-items/commands.ts'
import { witnessStep, type WitnessKeys, type WitnessState } from '../../../../verifier/witnessing/deciding.ts'
import { addMember } from '../../access/commands.ts'
import {
  cosign,
  formatNote,
  parseNote,
  signCheckpoint,
  verifyCheckpoint,
  verifyCosignature,
} from '../format/checkpoint.ts'
import { fromHex, toHex, utf8Bytes } from '../format/digest.ts'
import { formatVkey, generateSigningKey, type SigningKey } from '../format/keys.ts'
import { leafHash, verifyConsistency, verifyInclusion } from '../format/merkle.ts'
import { verifyReceipt } from '../format/receipt.ts'
import { EMPTY_EDGE, growTiles } from '../format/tiles.ts'
import { encodeEntry, type Entry } from '../format/entry.ts'
import { logSigningKey, originOf } from '../log-key.ts'
import {
  consistencyProofOf,
  entryReceipts,
  inclusionProofOf,
  recordCheckpoint,
  recordCheckpoints,
  recordEntries,
  recordTile,
  registerWitness,
  submitCosignature,
} from './commands.ts'

const world = await testWorld()
const { call, id, engagementId } = world
const agent = await world.member('provider', ['agent', 'team-leader'])
const owner = await world.member('client', ['process-owner'])
const code = (expected: string) => ({ type: { code: expected } })
const logKey = logSigningKey(world.secrets, engagementId).verifying

/** Adds entries, in batches of different sizes, so that there are checkpoints between. */
async function grow(...batches: readonly number[]): Promise<void> {
  for (const size of batches) {
    const receive = () =>
      call(agent, receiveWorkItem, { engagementId, workItemId: id(), reference: id(), queue: 'log' })
    await Promise.all(Array.from({ length: size }, receive))
    await world.app.sequencer.drain(engagementId)
  }
}

await grow(1, 250, 7, 300, 30)

/** All leaf hashes of the log, page by page, each tested against its entry. */
async function leaves(): Promise<Uint8Array[]> {
  const hashes: Uint8Array[] = []
  for (;;) {
    const { rows, nextFrom } = await call(owner, recordEntries, { engagementId, from: hashes.length, limit: 170 })
    if (rows.length === 0) return hashes
    for (const row of rows) {
      expect(row.leafIndex).toBe(hashes.length)
      expect(toHex(leafHash(encodeEntry(row.entry as Entry)))).toBe(row.leafHash)
      hashes.push(fromHex(row.leafHash))
    }
    expect(nextFrom).toBe(hashes.length)
  }
}

async function checkpoints() {
  const rows = []
  for (let before: number | undefined; ; before = rows.at(-1)?.treeSize) {
    const page = await call(owner, recordCheckpoints, {
      engagementId,
      limit: 3,
      ...(before === undefined ? {} : { before }),
    })
    if (page.rows.length === 0) return rows
    rows.push(...page.rows)
  }
}

test('every checkpoint is signed by the log, and each extends the one before it', async () => {
  const rows = await checkpoints()
  expect(rows.length).toBeGreaterThan(4)
  expect(rows.map((row) => row.treeSize)).toEqual(rows.map((row) => row.treeSize).toSorted((a, b) => b - a))
  for (const [at, row] of rows.entries()) {
    const { checkpoint } = verifyCheckpoint(row.note, logKey, originOf(engagementId))
    expect([checkpoint.size, toHex(checkpoint.root)]).toEqual([row.treeSize, row.root])
    const older = rows[at + 1]
    if (older === undefined) continue
    const asked = { engagementId, from: older.treeSize, to: row.treeSize }
    const proof = (await call(owner, consistencyProofOf, asked)).proof.map(fromHex)
    const first = { size: older.treeSize, root: fromHex(older.root) }
    expect(verifyConsistency({ first, second: { size: row.treeSize, root: fromHex(row.root) }, proof })).toBe(true)
    expect(verifyConsistency({ first, second: { size: row.treeSize, root: fromHex(older.root) }, proof })).toBe(false)
  }
})

test('entries of old checkpoints and of new ones are proven to stand in them', async () => {
  const rows = await checkpoints()
  for (const { treeSize: size, root } of [rows[0], rows[1], rows.at(-1)].filter((row) => row !== undefined)) {
    for (const index of new Set([0, 1, 255, 256, 257, 511, 512, size - 1].filter((one) => one < size))) {
      const proven = await call(owner, inclusionProofOf, { engagementId, index, size })
      const claim = {
        index,
        size,
        leaf: fromHex(proven.leafHash),
        proof: proven.proof.map(fromHex),
        root: fromHex(root),
      }
      expect([size, index, verifyInclusion(claim)]).toEqual([size, index, true])
    }
  }
})

test('tiles are those that the format makes of the leaves', async () => {
  const hashes = await leaves()
  const { edge, tiles } = growTiles(EMPTY_EDGE, hashes)
  expect(edge.size).toBe(hashes.length)
  expect(tiles.map(({ level, index, width }) => [level, index, width])).toEqual([
    [0, 0, 256],
    [0, 1, 256],
    [0, 2, hashes.length - 512],
    [1, 0, 2],
  ])
  for (const { level, index, bytes } of tiles) {
    const tile = await call(owner, recordTile, { engagementId, level, index })
    if (!(tile instanceof Uint8Array)) throw new Error('A tile comes whole.')
    expect([level, index, toHex(tile)]).toEqual([level, index, toHex(bytes)])
  }
})

test('what lies beyond the log is refused', async () => {
  const { treeSize } = await call(owner, recordCheckpoint, { engagementId })
  const beyond = [
    () => call(owner, recordTile, { engagementId, level: 0, index: 3 }),
    () => call(owner, recordTile, { engagementId, level: 2, index: 0 }),
    () => call(owner, recordCheckpoint, { engagementId, size: treeSize + 1 }),
    () => call(owner, inclusionProofOf, { engagementId, index: 0, size: treeSize + 1 }),
    () => call(owner, inclusionProofOf, { engagementId, index: treeSize, size: treeSize }),
    () => call(owner, consistencyProofOf, { engagementId, from: 1, to: treeSize + 1 }),
    () => call(owner, consistencyProofOf, { engagementId, from: 5, to: 4 }),
  ]
  for (const asking of beyond) await expect(asking()).rejects.toMatchObject(code('beyond-log'))
})

test('an older checkpoint can be asked for by its size', async () => {
  const [, older] = await checkpoints()
  if (older === undefined) throw new Error('There is one checkpoint only.')
  expect(await call(owner, recordCheckpoint, { engagementId, size: older.treeSize })).toEqual(older)
})

test('the entries of one thing come by pages, like all entries', async () => {
  const principal = await world.member('provider', ['agent'])
  const subject = `member/${principal.principalId}`
  const { administrator } = world.provider
  const input = { engagementId, principalId: principal.principalId, party: 'provider' as const }
  for (const role of ['agent', 'planner', 'agent', 'planner'] as const) {
    await call(administrator, addMember, { ...input, roles: [role] })
  }
  await world.app.sequencer.drain(engagementId)
  const versions: number[] = []
  for (let from = 0; ;) {
    const { rows, nextFrom } = await call(owner, recordEntries, { engagementId, subject, from, limit: 2 })
    if (rows.length === 0) break
    versions.push(...rows.map((row) => (row.entry as Entry).subjectVersion))
    from = nextFrom
  }
  expect(versions).toEqual([1, 2, 3, 4, 5])
})

test('receipts are given to who made the entries, before the log has them and after', async () => {
  const keys = [id(), id()]
  for (const key of keys) {
    await call(agent, receiveWorkItem, { engagementId, workItemId: id(), reference: id(), queue: 'log' }, { key })
  }
  const asked = { engagementId, entries: [...keys, 'never-made'].join(',') }
  const before = await call(agent, entryReceipts, asked)
  await world.app.sequencer.drain(engagementId)
  expect(await call(agent, entryReceipts, asked)).toEqual(before)
  const promised = before.rows.map(({ receipt }) => verifyReceipt(utf8Bytes(receipt), logKey))
  expect(promised.map(({ entry }) => entry)).toEqual(keys.toSorted())
  expect((await call(owner, entryReceipts, asked)).rows).toEqual([])
  const { rows } = await call(owner, recordEntries, { engagementId, from: 580, limit: 1_000 })
  const inLog = new Map(rows.map((row) => [(row.entry as Entry).id, row.leafHash]))
  for (const { entry, leafHash: promisedHash } of promised) expect(inLog.get(entry)).toBe(promisedHash)
})

const newWitness = (name: string) => generateSigningKey(name, 'cosigner').key
const register = (key: SigningKey, by = world.client.administrator) =>
  call(by, registerWitness, { engagementId, verifierKey: formatVkey(key.verifying) })

/** One step of the real witness against this record. */
async function witnessed(own: SigningKey, state: WitnessState) {
  const keys: WitnessKeys = { origin: originOf(engagementId), log: logKey, own }
  const { note, treeSize } = await call(owner, recordCheckpoint, { engagementId })
  const from = state === undefined ? 0 : verifyCheckpoint(state.note, logKey).checkpoint.size
  const proof =
    from === 0 || from === treeSize
      ? []
      : (await call(owner, consistencyProofOf, { engagementId, from, to: treeSize })).proof
  const answer = witnessStep(state, { note, proof: proof.map(fromHex) }, keys, world.clock.now())
  if (answer.kind !== 'cosigned') throw new Error(`The witness did not cosign: ${JSON.stringify(answer)}`)
  return answer
}

test('witnesses of both parties follow the growing log, and their signatures stand on its checkpoints', async () => {
  const [ours, theirs] = [newWitness('halden/witness'), newWitness('mabini/witness')]
  expect(await register(ours)).toEqual({ witness: 'halden/witness' })
  await register(theirs, world.provider.administrator)
  await world.app.sequencer.drain(engagementId)
  let state: WitnessState
  for (const size of [3, 40]) {
    await grow(size)
    const answer = await witnessed(ours, state)
    state = answer.state
    const taken = await call(owner, submitCosignature, { engagementId, note: answer.cosigned })
    expect(taken.witnesses).toEqual(['halden/witness'])
    const other = await witnessed(theirs, undefined)
    await call(agent, submitCosignature, { engagementId, note: other.cosigned })
    const { note, treeSize } = await call(owner, recordCheckpoint, { engagementId })
    expect(treeSize).toBe(taken.treeSize)
    const signed = verifyCheckpoint(note, logKey, originOf(engagementId)).note
    for (const key of [ours, theirs]) expect(verifyCosignature(signed, key.verifying)).toBeDefined()
  }
  const { rows } = await call(owner, recordEntries, { engagementId, subject: 'witness/halden/witness' })
  expect(rows.map((row) => (row.entry as Entry).body)).toMatchObject([{ party: 'client' }])
})

test('a witness is registered once, by an administrator, with a cosigner key that has a plain name', async () => {
  const key = newWitness('once/witness')
  await register(key)
  await expect(register(key)).rejects.toMatchObject(code('witness-exists'))
  await expect(register(newWitness('by/member'), owner)).rejects.toMatchObject(code('forbidden'))
  const { key: ofLog } = generateSigningKey('some/log', 'log')
  await expect(register(ofLog)).rejects.toMatchObject(code('bad-witness'))
  for (const name of ['žluťoučký', '/slash', `x${'y'.repeat(150)}`, 'a#b', 'Cafe\u0301']) {
    await expect(register(newWitness(name))).rejects.toMatchObject(code('bad-witness'))
  }
  const broken = formatVkey(newWitness('broken').verifying).replace(/\+[0-9a-f]{8}\+/, '+00000000+')
  const input = { engagementId, verifierKey: broken }
  await expect(call(world.client.administrator, registerWitness, input)).rejects.toMatchObject(code('bad-witness'))
})

test('what no registered witness signed is refused, and so is another log', async () => {
  await world.app.sequencer.drain(engagementId)
  const { note } = await call(owner, recordCheckpoint, { engagementId })
  const stranger = cosign(note, newWitness('some/stranger'), world.clock.now())
  const submit = (text: string) => call(owner, submitCosignature, { engagementId, note: text })
  await expect(submit(stranger)).rejects.toMatchObject(code('bad-witness'))
  await expect(submit(note)).rejects.toMatchObject(code('bad-witness'))
  await expect(submit('nonsense')).rejects.toMatchObject(code('bad-witness'))
  const elsewhere = await world.engagement()
  await world.app.sequencer.drain(elsewhere)
  const { note: other } = await call(world.client.administrator, recordCheckpoint, { engagementId: elsewhere })
  const key = newWitness('two/logs')
  await register(key)
  await world.app.sequencer.drain(engagementId)
  await expect(submit(cosign(other, key, world.clock.now()))).rejects.toMatchObject({
    type: { code: expect.stringMatching(/^(bad-witness|beyond-log)$/) },
  })
  // A second history of the same size, signed by the log itself: evidence for the witness, nothing for the record.
  const { treeSize } = await call(owner, recordCheckpoint, { engagementId })
  const forked = { origin: originOf(engagementId), size: treeSize, root: new Uint8Array(32) }
  const forkNote = signCheckpoint(forked, logSigningKey(world.secrets, engagementId))
  await expect(submit(cosign(forkNote, key, world.clock.now()))).rejects.toMatchObject({
    ...code('bad-witness'),
    message: expect.stringContaining('Keep both as evidence'),
  })
})

test('lines that somebody else wrote under a cosigned note are not kept', async () => {
  const key = newWitness('honest/witness')
  await register(key)
  await world.app.sequencer.drain(engagementId)
  const { cosigned } = await witnessed(key, undefined)
  const note = parseNote(cosigned)
  const junk = Array.from({ length: 50 }, (_, n) => newWitness(`junk/${n}`).verifying)
  const lines = junk.map(({ name, keyId }) => ({ name, keyId, signature: new Uint8Array(72) }))
  const padded = formatNote({ text: note.text, signatures: [...note.signatures, ...lines] })
  expect((await call(owner, submitCosignature, { engagementId, note: padded })).witnesses).toEqual(['honest/witness'])
  const shown = await call(owner, recordCheckpoint, { engagementId })
  expect(parseNote(shown.note).signatures.map(({ name }) => name)).toEqual([logKey.name, 'honest/witness'])
})

test('a party has at most twenty witnesses, so that all of both fit under one checkpoint', async () => {
  const elsewhere = await world.engagement()
  const key = logSigningKey(world.secrets, elsewhere).verifying
  const keys: SigningKey[] = []
  for (const party of ['client', 'provider'] as const) {
    const { administrator } = world[party]
    const registering = (name: string) => {
      const witness = newWitness(name)
      keys.push(witness)
      return call(administrator, registerWitness, {
        engagementId: elsewhere,
        verifierKey: formatVkey(witness.verifying),
      })
    }
    const answers = await Promise.allSettled(Array.from({ length: 24 }, (_, n) => registering(`${party}/${n}`)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
    await expect(registering(`${party}/last`)).rejects.toMatchObject(code('too-many-witnesses'))
  }
  await world.app.sequencer.drain(elsewhere)
  const asking = world.client.administrator
  const { note } = await call(asking, recordCheckpoint, { engagementId: elsewhere })
  for (const witness of keys) {
    const cosigned = cosign(note, witness, world.clock.now())
    await call(asking, submitCosignature, { engagementId: elsewhere, note: cosigned }).catch(() => undefined)
  }
  const shown = await call(asking, recordCheckpoint, { engagementId: elsewhere })
  expect(verifyCheckpoint(shown.note, key).note.signatures).toHaveLength(41)
})
