/** SHA-512 (FIPS 180-4) for the few short messages under a signature; written to be read, not to be quick. */
import { firstPrimes, fractionBits } from './prime-fractions.ts'

const blockBytes = 128
const rounds = firstPrimes(80).map((prime) => fractionBits(prime, 3n, 64n))
const start = firstPrimes(8).map((prime) => fractionBits(prime, 2n, 64n))

export function sha512(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 17) / blockBytes) * blockBytes)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n)
  let state = start
  for (let at = 0; at < padded.length; at += blockBytes) state = mixed(state, view, at)
  const digest = new DataView(new ArrayBuffer(64))
  for (const [index, word] of state.entries()) digest.setBigUint64(index * 8, word)
  return new Uint8Array(digest.buffer)
}

function mixed(state: readonly bigint[], view: DataView, offset: number): bigint[] {
  const words = wordsOf(view, offset)
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state
  for (const [i, word] of words.entries()) {
    const high = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n)
    const first = h + high + ((e & f) ^ (~e & g)) + (rounds[i] ?? 0n) + word
    const low = turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n)
    const second = low + ((a & b) ^ (a & c) ^ (b & c))
    ;[h, g, f, e, d, c, b, a] = [g, f, e, in64(d + first), c, b, a, in64(first + second)]
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => in64(word + (state[index] ?? 0n)))
}

function wordsOf(view: DataView, offset: number): bigint[] {
  const words = Array.from({ length: 16 }, (_, index) => view.getBigUint64(offset + index * 8))
  const word = (index: number) => words[index] ?? 0n
  for (let i = 16; i < rounds.length; i += 1) {
    const [a, b] = [word(i - 15), word(i - 2)]
    const low = turned(a, 1n) ^ turned(a, 8n) ^ (a >> 7n)
    const high = turned(b, 19n) ^ turned(b, 61n) ^ (b >> 6n)
    words.push(in64(word(i - 16) + low + word(i - 7) + high))
  }
  return words
}

function turned(word: bigint, by: bigint): bigint {
  return (word >> by) | in64(word << (64n - by))
}

function in64(word: bigint): bigint {
  return BigInt.asUintN(64, word)
}
