/** SHA-256 (FIPS 180-4) for a browser, whose own one cannot be asked without waiting: one block after another. */
import { fractionBits, firstPrimes } from './prime-fractions.ts'

const blockBytes = 64
/** The first 32 bits of the fractions of cube roots of the first 64 primes, and of square roots of the first eight. */
const rounds = Int32Array.from(firstPrimes(64), (prime) => Number(fractionBits(prime, 3n, 32n)) | 0)
const start = Int32Array.from(firstPrimes(8), (prime) => Number(fractionBits(prime, 2n, 32n)) | 0)

/** A SHA-256 that is fed piece by piece. */
export class Sha256 {
  private readonly state = Int32Array.from(start)
  private readonly words = new Int32Array(64)
  private readonly block = new Uint8Array(blockBytes)
  private filled = 0
  private length = 0

  update(bytes: Uint8Array): void {
    this.length += bytes.length
    let at = 0
    if (this.filled > 0) {
      at = Math.min(blockBytes - this.filled, bytes.length)
      this.block.set(bytes.subarray(0, at), this.filled)
      this.filled += at
      if (this.filled < blockBytes) return
      mixBlock(this.state, this.words, this.block, 0)
      this.filled = 0
    }
    for (; at + blockBytes <= bytes.length; at += blockBytes) mixBlock(this.state, this.words, bytes, at)
    this.block.set(bytes.subarray(at))
    this.filled = bytes.length - at
  }

  /** The digest of all that was fed; afterwards the stream is used up. */
  digest(): Uint8Array {
    const { block, state } = this
    block.fill(0, this.filled)
    block[this.filled] = 0x80
    if (this.filled >= blockBytes - 8) {
      mixBlock(state, this.words, block, 0)
      block.fill(0)
    }
    const view = new DataView(block.buffer)
    view.setUint32(blockBytes - 8, Math.floor(this.length / 2 ** 29))
    view.setUint32(blockBytes - 4, (this.length * 8) >>> 0)
    mixBlock(state, this.words, block, 0)
    const digest = new Uint8Array(state.length * 4)
    const out = new DataView(digest.buffer)
    for (const [index, word] of state.entries()) out.setInt32(index * 4, word)
    return digest
  }
}

// Every index is within its array, so nothing is looked at twice: this is where checking a record spends its time.
function mixBlock(state: Int32Array, words: Int32Array, bytes: Uint8Array, offset: number): void {
  for (let i = 0, at = offset; i < 16; i += 1, at += 4) {
    words[i] = (at32(bytes, at) << 24) | (at32(bytes, at + 1) << 16) | (at32(bytes, at + 2) << 8) | at32(bytes, at + 3)
  }
  for (let i = 16; i < 64; i += 1) {
    const a = at32(words, i - 15)
    const b = at32(words, i - 2)
    const low = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3)
    const high = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10)
    words[i] = (at32(words, i - 16) + low + at32(words, i - 7) + high) | 0
  }
  let a = at32(state, 0)
  let b = at32(state, 1)
  let c = at32(state, 2)
  let d = at32(state, 3)
  let e = at32(state, 4)
  let f = at32(state, 5)
  let g = at32(state, 6)
  let h = at32(state, 7)
  for (let i = 0; i < 64; i += 1) {
    const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const first = (h + high + ((e & f) ^ (~e & g)) + at32(rounds, i) + at32(words, i)) | 0
    const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (at32(state, index) + word) | 0
}

const at32 = (numbers: Int32Array | Uint8Array, index: number): number => numbers[index] as number
