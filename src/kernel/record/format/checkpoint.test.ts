import { describe, expect, test } from 'vitest'
import {
  checkpointText,
  cosign,
  mergeSignatures,
  NoteError,
  parseCheckpointText,
  parseNote,
  formatNote,
  signCheckpoint,
  verifyCheckpoint,
  verifyCosignature,
} from './checkpoint.ts'
import { fromBase64, sha256, toHex, utf8Bytes } from './digest.ts'
import {
  formatSigningKey,
  formatVkey,
  parseSigningKey,
  parseVkey,
  sameKey,
  signBytes,
  signingKeyFromSeed,
  verifyBytes,
  verifyingKey,
} from './keys.ts'

const log = signingKeyFromSeed('counterpart.example/e1', 'log', new Uint8Array(32).fill(7))
const client = signingKeyFromSeed('client.example/witness', 'cosigner', new Uint8Array(32).fill(8))
const provider = signingKeyFromSeed('provider.example/witness', 'cosigner', new Uint8Array(32).fill(9))
const checkpoint = { origin: 'counterpart.example/e1', size: 42, root: sha256(utf8Bytes('root')) }
const NOW = 1_760_000_000_999

describe('keys', () => {
  test('are those of RFC 8032 test 1', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
    const key = signingKeyFromSeed('rfc8032', 'log', seed)
    expect(toHex(key.verifying.publicKey)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
    expect(toHex(signBytes(key, new Uint8Array(0)))).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
        '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    )
  })

  test('are written and read in one form only', () => {
    for (const key of [log, client]) {
      const vkey = formatVkey(key.verifying)
      expect(sameKey(parseVkey(vkey), key.verifying)).toBe(true)
      expect(formatVkey(parseSigningKey(formatSigningKey(key)).verifying)).toBe(vkey)
      for (const wrong of [
        ` ${vkey}`,
        `${vkey}=`,
        vkey.replace('+', '++'),
        vkey.toUpperCase(),
        vkey.slice(0, -1),
        `x${vkey}`,
      ]) {
        expect(() => parseVkey(wrong), wrong).toThrow()
      }
    }
  })

  test('of the same bytes differ between log and cosigner', () => {
    const asCosigner = verifyingKey(log.verifying.name, 'cosigner', log.verifying.publicKey)
    expect(toHex(asCosigner.keyId)).not.toBe(toHex(log.verifying.keyId))
  })

  test('read and check the note of the Go reference implementation', () => {
    const key = parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
    const note = parseNote(
      'If you think cryptography is the answer to your problem,\n' +
        "then you don't know what your problem is.\n\n" +
        '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
    )
    const [line] = note.signatures
    expect(line === undefined ? '' : toHex(line.keyId)).toBe(toHex(key.keyId))
    expect(line !== undefined && verifyBytes(key, utf8Bytes(note.text), line.signature)).toBe(true)
  })
})

describe('a checkpoint', () => {
  test('has the three lines of tlog-checkpoint', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
    expect(parseCheckpointText(text)).toEqual({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      root: fromBase64('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='),
    })
    expect(checkpointText(parseCheckpointText(text))).toBe(text)
  })

  test('signed by the log is read back; another key or origin refuses it', () => {
    const note = signCheckpoint(checkpoint, log)
    expect(verifyCheckpoint(note, log.verifying, checkpoint.origin).checkpoint).toEqual(checkpoint)
    const stranger = signingKeyFromSeed(log.verifying.name, 'log', new Uint8Array(32).fill(1))
    expect(() => verifyCheckpoint(note, stranger.verifying)).toThrow('is not signed by')
    expect(() => verifyCheckpoint(note, log.verifying, 'counterpart.example/e2')).toThrow('is of the log')
  })

  test('with any one character changed, taken away or added is refused', () => {
    const note = signCheckpoint(checkpoint, log)
    const accepted: number[] = []
    for (let i = 0; i < note.length; i++) {
      const [before, after] = [note.slice(0, i), note.slice(i + 1)]
      const changes = [
        before + after,
        `${before}0${note.slice(i)}`,
        `${before}\n${note.slice(i)}`,
        `${note.slice(0, i)} ${note.slice(i)}`,
      ]
      for (const by of ['A', 'B', '0', '1', '\n', ' ', '+', 'é']) if (by !== note[i]) changes.push(before + by + after)
      for (const changed of changes) if (holds(changed)) accepted.push(i)
    }
    expect(accepted).toEqual([])
  })

  test.each([
    ['an extension line', (t: string) => `${t}more\n`],
    ['a leading zero', (t: string) => t.replace('\n42', '\n042')],
    ['a size beyond safe integers', (t: string) => t.replace('\n42', '\n9007199254740993')],
    ['base64 with stray bits', (t: string) => t.replace(/.=\n$/, 'B=\n')],
    ['no final line end', (t: string) => t.slice(0, -1)],
    ['an origin with a space', (t: string) => t.replace('/', ' ')],
  ])('with %s is refused', (_name, change) => {
    expect(() => parseCheckpointText(change(checkpointText(checkpoint)))).toThrow(NoteError)
  })
})

describe('a cosignature', () => {
  test('by both parties is found with its second, next to the signature of the log', () => {
    const note = cosign(cosign(signCheckpoint(checkpoint, log), client, NOW), provider, NOW + 5000)
    const { note: signed } = verifyCheckpoint(note, log.verifying)
    expect(verifyCosignature(signed, client.verifying)).toEqual({ atSeconds: 1_760_000_000 })
    expect(verifyCosignature(signed, provider.verifying)).toEqual({ atSeconds: 1_760_000_005 })
  })

  test('is replaced by a later one of the same key', () => {
    const note = cosign(cosign(signCheckpoint(checkpoint, log), client, NOW), client, NOW + 1000)
    expect(parseNote(note).signatures).toHaveLength(2)
    expect(verifyCosignature(parseNote(note), client.verifying)).toEqual({ atSeconds: 1_760_000_001 })
  })

  test('of another text, time or key does not hold', () => {
    const note = parseNote(cosign(signCheckpoint(checkpoint, log), client, NOW))
    expect(verifyCosignature(note, provider.verifying)).toBeUndefined()
    const otherText = { ...note, text: checkpointText({ ...checkpoint, size: 43 }) }
    expect(() => verifyCosignature(otherText, client.verifying)).toThrow('does not hold')
    for (let i = 0; i < 72; i++) {
      const signatures = note.signatures.map((line) => ({
        ...line,
        signature: line.signature.map((b, j) => (i === j ? b ^ 1 : b)),
      }))
      expect(() => verifyCosignature({ ...note, signatures }, client.verifying)).toThrow(NoteError)
    }
  })

  test('by a log key, or a checkpoint signed by a cosigner key, is refused', () => {
    expect(() => cosign(signCheckpoint(checkpoint, log), log, NOW)).toThrow('cosigner key')
    expect(() => signCheckpoint(checkpoint, client)).toThrow('log key')
  })

  test('made elsewhere can be merged in, for the same text only', () => {
    const base = signCheckpoint(checkpoint, log)
    const merged = mergeSignatures(cosign(base, client, NOW), cosign(base, provider, NOW))
    expect(parseNote(merged).signatures.map((line) => line.name)).toEqual(
      [log, client, provider].map((k) => k.verifying.name),
    )
    expect(() => mergeSignatures(base, signCheckpoint({ ...checkpoint, size: 43 }, log))).toThrow('different texts')
  })

  test('twice by one key in one note is refused', () => {
    const note = parseNote(cosign(signCheckpoint(checkpoint, log), client, NOW))
    expect(() => parseNote(formatNote({ ...note, signatures: [...note.signatures, ...note.signatures] }))).toThrow(
      'twice',
    )
  })
})

function holds(note: string): boolean {
  try {
    verifyCheckpoint(note, log.verifying, checkpoint.origin)
    return true
  } catch (error) {
    if (error instanceof NoteError) return false
    throw error
  }
}
