import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { serve } from '../../app/testing/serving.ts'
import { testWorld } from '../../app/testing.ts'
import { sha256, toHex, utf8Bytes } from '../record/format/digest.ts'
import { recordEntries } from '../record/reading/commands.ts'
import { files, uploadFile } from './commands.ts'
import { pathOfFile } from './keeping.ts'

const world = await testWorld()
const { call, engagementId, id } = world
const engineer = await world.member('provider', ['engineer'])
const agent = await world.member('provider', ['agent'])

async function* stream(text: string, told?: () => void): AsyncGenerator<Uint8Array> {
  told?.()
  yield utf8Bytes(text)
}

function given(text: string, name = 'Ola Nordmann.csv') {
  return { engagementId, fileId: id(), name, sha256: toHex(sha256(utf8Bytes(text))), mediaType: 'text/csv' }
}

test('an uploaded file lies on the disk, and the record has its hash and size but not its name', async () => {
  const file = given('case,activity,timestamp\n')
  const card = await call(engineer, uploadFile, file, { bytes: stream('case,activity,timestamp\n') })
  expect(card).toMatchObject({ fileId: file.fileId, bytes: 24, uploadedBy: engineer.principalId })
  expect(existsSync(pathOfFile({ filesFolder: world.filesFolder, engagementId }, file.sha256))).toBe(true)
  await world.app.sequencer.drain(engagementId)
  const { rows } = await call(engineer, recordEntries, { engagementId, limit: 1_000 })
  const entry = rows
    .map((row) => row.entry as { type: string; body: unknown })
    .find((one) => one.type === 'file-received')
  expect(entry?.body).toEqual({ sha256: file.sha256, bytes: 24 })
  expect(JSON.stringify(rows)).not.toContain('Nordmann')
})

test('a retried upload gives the same answer without reading the body again', async () => {
  const file = given('once')
  let readings = 0
  const send = () =>
    call(engineer, uploadFile, file, { key: `upload-${file.fileId}`, bytes: stream('once', () => (readings += 1)) })
  expect(await send()).toEqual(await send())
  expect(readings).toBe(1)
})

test('a body that is not what was announced, or none, is refused, and so is an id that is in use', async () => {
  const file = given('announced')
  const code = (name: string) => ({ type: { code: name } })
  await expect(call(engineer, uploadFile, file, { bytes: stream('other') })).rejects.toMatchObject(code('file-differs'))
  await expect(call(engineer, uploadFile, file)).rejects.toMatchObject(code('invalid-input'))
  await call(engineer, uploadFile, file, { bytes: stream('announced') })
  await expect(call(engineer, uploadFile, file, { bytes: stream('announced') })).rejects.toMatchObject(
    code('file-exists'),
  )
})

test('a slow body holds no connection of the database', async () => {
  const file = given('slow')
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield utf8Bytes('sl')
    await held
    yield utf8Bytes('ow')
  }
  // More slow bodies than the pool has connections: others are still answered.
  const uploads = Array.from({ length: 12 }, () =>
    call(engineer, uploadFile, { ...file, fileId: id() }, { bytes: slow() }),
  )
  expect((await call(engineer, files, { engagementId })).rows.length).toBeGreaterThan(0)
  release()
  expect(await Promise.all(uploads)).toHaveLength(12)
})

test('files are listed newest first, page by page, to those who run or integrate the work, and to nobody else', async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await call(engineer, files, { engagementId, limit: 3, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...page.rows.map((row) => row.fileId))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBeGreaterThan(12)
  await expect(call(agent, files, { engagementId })).rejects.toMatchObject({ type: { code: 'forbidden' } })
  const stranger = world.stranger.administrator
  await expect(call(stranger, files, { engagementId })).rejects.toMatchObject({ type: { code: 'not-found' } })
  await expect(call(engineer, files, { engagementId, cursor: 'WyJ4IiwieSJd' })).rejects.toMatchObject({
    type: { code: 'invalid-input' },
  })
})

test('over HTTP the body streams in as raw bytes, and a retry with the same key is answered from what was kept', async () => {
  const served = await serve(world)
  const bytes = new Uint8Array(3_000_000).fill(7)
  const file = { ...given(''), sha256: toHex(sha256(bytes)) }
  const headers = { 'idempotency-key': `over-http-${file.fileId}` }
  const first = await served.ask(engineer, uploadFile, file, { bytes, headers })
  expect([first.status, await first.json()]).toMatchObject([200, { fileId: file.fileId, bytes: 3_000_000 }])
  const again = await served.ask(engineer, uploadFile, file, { bytes, headers })
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
  const json = await served.ask(
    engineer,
    uploadFile,
    { ...file, fileId: id() },
    { headers: { 'content-type': 'text/plain' } },
  )
  expect(json.status).toBeGreaterThanOrEqual(400)
  expect(json.status).toBeLessThan(500)
  expect(served.bugs).toEqual([])
})
