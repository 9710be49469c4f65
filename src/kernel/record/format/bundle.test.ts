import { expect, test } from 'vitest'
import type { BundleContents } from './bundle.ts'
import { SECTIONS, trailerMessage, writeBundle } from './bundle.ts'
import { parseCanonical } from './canonical.ts'
import { signCheckpoint } from './checkpoint.ts'
import { concat, fromBase64, sha256, toHex, utf8Bytes, utf8Text } from './digest.ts'
import { formatVkey, signingKeyFromSeed, verifyBytes } from './keys.ts'
import { Frontier, leafHash } from './merkle.ts'

const logKey = signingKeyFromSeed('counterpart/e1', 'log', new Uint8Array(32).fill(7))
const entries = Array.from({ length: 2_500 }, (_, i) => utf8Bytes(`{"n":${i}}`))

function contentsOf(given: readonly Uint8Array[]): BundleContents {
  const frontier = new Frontier()
  for (const bytes of given) frontier.append(leafHash(bytes))
  const note = signCheckpoint({ origin: 'counterpart/e1', size: given.length, root: frontier.root() }, logKey)
  return {
    engagement: '0198c0de-0000-7000-8000-000000000001',
    origin: 'counterpart/e1',
    entryCount: given.length,
    entries: given,
    checkpoints: [note],
    receipts: [],
    disclosed: [],
    documents: [{ title: 'a paper' }],
    statements: [],
    invoices: [],
  }
}

async function written(contents: BundleContents): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeBundle(contents, logKey)) chunks.push(chunk)
  return concat(...chunks)
}

test('a bundle is lines of canonical JSON: header, entries as stored, the other sections, trailer', async () => {
  const text = utf8Text(await written(contentsOf(entries)))
  const lines = text.split('\n')
  expect(lines.pop()).toBe('')
  expect(lines).toHaveLength(1 + 2_500 + 3 + 1 + 1 + 1)
  expect(parseCanonical(utf8Bytes(lines[0] ?? ''))).toMatchObject({
    bundle: 1,
    entries: 2_500,
    logKey: formatVkey(logKey.verifying),
  })
  expect(lines[2_500]).toBe('{"n":2499}')
  for (const line of lines) expect(() => parseCanonical(utf8Bytes(line))).not.toThrow()
  expect(SECTIONS[0]).toBe('entry')
})

test('the trailer seals all bytes before it with the key of the log', async () => {
  const text = utf8Text(await written(contentsOf(entries.slice(0, 3))))
  const start = text.lastIndexOf('{"sha256"')
  const trailer = JSON.parse(text.slice(start)) as { sha256: string; signature: string }
  expect(trailer.sha256).toBe(toHex(sha256(utf8Bytes(text.slice(0, start)))))
  const message = trailerMessage('counterpart/e1', trailer.sha256)
  expect(verifyBytes(logKey.verifying, message, fromBase64(trailer.signature))).toBe(true)
})

test('a bundle whose entries are not those of its last checkpoint is not written', async () => {
  const contents = contentsOf(entries.slice(0, 3))
  await expect(written({ ...contents, entryCount: 4 })).rejects.toThrow('covers 3 entries, the bundle has 4')
  await expect(written({ ...contents, entries: entries.slice(0, 2) })).rejects.toThrow('2 entries were given')
  await expect(written({ ...contents, checkpoints: [] })).rejects.toThrow('needs a checkpoint')
})
