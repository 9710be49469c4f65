import { concat, DIGEST_BYTES, equalBytes, sha256, sha256Tagged } from './digest.ts'

/**
 * The Merkle tree of RFC 6962 section 2.1 (identical in RFC 9162). Sizes and indexes are safe integers;
 * halving is done by division so that nothing wraps at 2^31.
 */

/** Hash of the complete subtree at `level` (0 = leaves): it covers leaves index·2^level up to (index+1)·2^level. */
export type HashAt = (level: number, index: number) => Uint8Array

/** A complete subtree. */
export interface Node {
  readonly level: number
  readonly index: number
}

/** Leaves from `begin` up to but without `end`. */
interface Range {
  readonly begin: number
  readonly end: number
}

/** Hash of a leaf: SHA-256(0x00 ‖ bytes). */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return sha256Tagged(0x00, bytes)
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256Tagged(0x01, left, right)
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0))
}

/** What must be stored to go on appending: the size and the roots of the complete subtrees, widest first. */
export interface FrontierState {
  readonly size: number
  readonly hashes: readonly Uint8Array[]
}

/** The right edge of a growing tree. Appending costs amortised one node hash; memory is logarithmic. */
export class Frontier {
  private leaves: number
  private readonly roots: Uint8Array[]

  /** Goes on from a stored state; throws where the number of hashes does not fit the size. */
  constructor(state: FrontierState = { size: 0, hashes: [] }) {
    assertSize(state.size)
    const wanted = nodesOfRange({ begin: 0, end: state.size }).length
    if (state.hashes.length !== wanted || state.hashes.some((hash) => hash.length !== DIGEST_BYTES)) {
      throw new Error(`a frontier of size ${state.size} has ${wanted} hashes of ${DIGEST_BYTES} bytes`)
    }
    this.leaves = state.size
    this.roots = [...state.hashes]
  }

  get size(): number {
    return this.leaves
  }

  append(leaf: Uint8Array): void {
    let hash = leaf
    for (let rest = this.leaves; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.roots.pop()
      if (left === undefined) throw new Error('frontier lost a subtree')
      hash = nodeHash(left, hash)
    }
    this.roots.push(hash)
    this.leaves++
  }

  /** Root of the tree as it stands. */
  root(): Uint8Array {
    return this.leaves === 0 ? emptyRoot() : foldRight(this.roots)
  }

  state(): FrontierState {
    return { size: this.leaves, hashes: [...this.roots] }
  }

  /** The hashes one after another: with the size, all that frontierOf needs. */
  bytes(): Uint8Array {
    return concat(...this.roots)
  }
}

/** The frontier of a stored size and the bytes that Frontier.bytes gave. */
export function frontierOf(size: number, bytes: Uint8Array): Frontier {
  const hashes: Uint8Array[] = []
  for (let i = 0; i < bytes.length; i += DIGEST_BYTES) hashes.push(Uint8Array.from(bytes.subarray(i, i + DIGEST_BYTES)))
  return new Frontier({ size, hashes })
}

/** PATH(index, D[size]) of RFC 6962 section 2.1.1: from the leaf's sibling up to the root. */
export function inclusionProof(index: number, size: number, hashAt: HashAt): Uint8Array[] {
  return inclusionRanges(index, size).map((range) => rangeHash(range, hashAt))
}

/** PROOF(first, D[second]) of RFC 6962 section 2.1.2. Empty where first is 0 or equals second. */
export function consistencyProof(first: number, second: number, hashAt: HashAt): Uint8Array[] {
  return consistencyRanges(first, second).map((range) => rangeHash(range, hashAt))
}

/** The complete subtrees that inclusionProof will ask for, to fetch them beforehand. */
export function inclusionNodes(index: number, size: number): Node[] {
  return inclusionRanges(index, size).flatMap(nodesOfRange)
}

/** The complete subtrees that consistencyProof will ask for, to fetch them beforehand. */
export function consistencyNodes(first: number, second: number): Node[] {
  return consistencyRanges(first, second).flatMap(nodesOfRange)
}

/** Root of the tree over the first `size` leaves. */
export function rootAt(size: number, hashAt: HashAt): Uint8Array {
  assertSize(size)
  return size === 0 ? emptyRoot() : rangeHash({ begin: 0, end: size }, hashAt)
}

/** Whether the leaf stands at `index` in the tree of that size and root (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(claim: {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}): boolean {
  if (!isSize(claim.index) || !isSize(claim.size) || claim.index >= claim.size) return false
  if (claim.proof.some((hash) => hash.length !== DIGEST_BYTES)) return false
  let position = claim.index
  let last = claim.size - 1
  let hash = claim.leaf
  for (const step of claim.proof) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(step, hash)
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)]
    } else {
      hash = nodeHash(hash, step)
    }
    ;[position, last] = [half(position), half(last)]
  }
  return last === 0 && equalBytes(hash, claim.root)
}

/** Whether the tree `second` is the tree `first` with leaves appended (RFC 9162 section 2.1.4.2). */
export function verifyConsistency(claim: {
  readonly first: { readonly size: number; readonly root: Uint8Array }
  readonly second: { readonly size: number; readonly root: Uint8Array }
  readonly proof: readonly Uint8Array[]
}): boolean {
  const { first, second, proof } = claim
  if (!isSize(first.size) || !isSize(second.size) || first.size > second.size) return false
  if (proof.some((hash) => hash.length !== DIGEST_BYTES)) return false
  if (first.size === 0) return proof.length === 0 && equalBytes(first.root, emptyRoot())
  if (first.size === second.size) return proof.length === 0 && equalBytes(first.root, second.root)
  return climbConsistency(first, second, isPowerOfTwo(first.size) ? [first.root, ...proof] : proof)
}

function climbConsistency(
  first: { readonly size: number; readonly root: Uint8Array },
  second: { readonly size: number; readonly root: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  const start = path[0]
  if (start === undefined) return false
  let position = first.size - 1
  let last = second.size - 1
  while (position % 2 === 1) [position, last] = [half(position), half(last)]
  let [firstHash, secondHash] = [start, start]
  for (const step of path.slice(1)) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      firstHash = nodeHash(step, firstHash)
      secondHash = nodeHash(step, secondHash)
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)]
    } else {
      secondHash = nodeHash(secondHash, step)
    }
    ;[position, last] = [half(position), half(last)]
  }
  return last === 0 && equalBytes(firstHash, first.root) && equalBytes(secondHash, second.root)
}

/** Of each hash of an inclusion proof the leaves that it stands for. */
export function inclusionRanges(index: number, size: number): Range[] {
  assertSize(size)
  if (!isSize(index) || index >= size) throw new Error(`no leaf ${index} in a tree of size ${size}`)
  const ranges: Range[] = []
  let [begin, end] = [0, size]
  while (end - begin > 1) {
    const middle = begin + widestPowerBelow(end - begin)
    if (index < middle) {
      ranges.push({ begin: middle, end })
      end = middle
    } else {
      ranges.push({ begin, end: middle })
      begin = middle
    }
  }
  return ranges.toReversed()
}

function consistencyRanges(first: number, second: number): Range[] {
  assertSize(first)
  assertSize(second)
  if (first > second) throw new Error(`a tree of size ${second} cannot extend one of size ${first}`)
  if (first === 0 || first === second) return []
  const ranges: Range[] = []
  let [begin, end] = [0, second]
  while (end !== first) {
    const middle = begin + widestPowerBelow(end - begin)
    if (first <= middle) {
      ranges.push({ begin: middle, end })
      end = middle
    } else {
      ranges.push({ begin, end: middle })
      begin = middle
    }
  }
  // Where the old tree is itself a complete subtree from leaf 0, its root is known to the verifier.
  if (begin !== 0) ranges.push({ begin, end })
  return ranges.toReversed()
}

/** Complete subtrees of a range that is itself a node of some tree, widest first. */
function nodesOfRange(range: Range): Node[] {
  const nodes: Node[] = []
  let { begin } = range
  while (begin < range.end) {
    let [level, width] = [0, 1]
    while (width * 2 <= range.end - begin && begin % (width * 2) === 0) [level, width] = [level + 1, width * 2]
    nodes.push({ level, index: begin / width })
    begin += width
  }
  return nodes
}

function rangeHash(range: Range, hashAt: HashAt): Uint8Array {
  return foldRight(nodesOfRange(range).map((node) => hashAt(node.level, node.index)))
}

function foldRight(hashes: readonly Uint8Array[]): Uint8Array {
  let folded: Uint8Array | undefined
  for (let i = hashes.length - 1; i >= 0; i--) {
    const hash = hashes[i]
    if (hash !== undefined) folded = folded === undefined ? hash : nodeHash(hash, folded)
  }
  if (folded === undefined) throw new Error('no subtree to fold')
  return folded
}

function widestPowerBelow(width: number): number {
  let power = 1
  while (power * 2 < width) power *= 2
  return power
}

function isPowerOfTwo(size: number): boolean {
  return size === 1 || widestPowerBelow(size) * 2 === size
}

const half = (n: number): number => Math.floor(n / 2)
const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0

function assertSize(size: number): void {
  if (!isSize(size)) throw new Error(`${size} is no tree size`)
}
