import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256, toHex, utf8Bytes } from '../record/format/digest.ts'
import { keepFile, pathOfFile } from './keeping.ts'

const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const now = 1_767_596_400_000
let filesFolder = ''

beforeAll(async () => {
  filesFolder = await mkdtemp(path.join(tmpdir(), 'counterpart-keeping-'))
})
afterAll(() => rm(filesFolder, { recursive: true }))

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8Bytes(text)
}

const place = () => ({ filesFolder, engagementId })
const hashOf = (text: string) => toHex(sha256(utf8Bytes(text)))
const left = () => readdir(path.join(filesFolder, engagementId))

test('a file is kept under the hash of its bytes, and the same bytes again change nothing', async () => {
  const sha = hashOf('abcdef')
  for (const bytes of [chunks('abc', 'def'), chunks('a', '', 'bcdef')]) {
    expect(await keepFile(place(), { sha256: sha, bytes, now })).toBe(6)
  }
  expect(await readFile(pathOfFile(place(), sha), 'utf8')).toBe('abcdef')
  expect(await left()).toEqual([sha])
})

test('bytes that are not what was announced leave nothing behind', async () => {
  const before = await left()
  const kept = keepFile(place(), { sha256: hashOf('other'), bytes: chunks('abcdefg'), now })
  await expect(kept).rejects.toMatchObject({
    type: { code: 'file-differs' },
    message: expect.stringContaining('7 bytes'),
  })
  expect(await left()).toEqual(before)
})

test('a file may have as many bytes as allowed, and not one more', async () => {
  expect(await keepFile(place(), { sha256: hashOf('12345'), bytes: chunks('123', '45'), now }, 5)).toBe(5)
  const before = await left()
  const larger = keepFile(place(), { sha256: hashOf('123456'), bytes: chunks('123', '456'), now }, 5)
  await expect(larger).rejects.toMatchObject({ type: { code: 'file-too-large' } })
  expect(await left()).toEqual(before)
})

test('an upload that breaks off is a refusal and leaves nothing behind', async () => {
  const before = await left()
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield utf8Bytes('abc')
    throw new Error('aborted')
  }
  const kept = keepFile(place(), { sha256: hashOf('abcd'), bytes: breaking(), now })
  await expect(kept).rejects.toMatchObject({
    type: { code: 'upload-broken' },
    message: expect.stringContaining('3 bytes'),
  })
  expect(await left()).toEqual(before)
})

test('parts that a killed process left a day ago are removed, younger ones are somebody’s', async () => {
  const folder = path.join(filesFolder, engagementId)
  const ages = { 'old.part': 86_401_000, 'young.part': 3_600_000 }
  for (const [name, age] of Object.entries(ages)) {
    await writeFile(path.join(folder, name), 'x')
    await utimes(path.join(folder, name), (now - age) / 1_000, (now - age) / 1_000)
  }
  await keepFile(place(), { sha256: hashOf('z'), bytes: chunks('z'), now })
  expect(await left()).toContain('young.part')
  expect(await left()).not.toContain('old.part')
})
