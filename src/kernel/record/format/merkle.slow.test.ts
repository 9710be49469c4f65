import { RFC9162 } from '@transmute/rfc9162'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, sha256, toHex, utf8Bytes } from './digest.ts'
import type { HashAt } from './merkle.ts'
import {
  consistencyNodes,
  consistencyProof,
  emptyRoot,
  Frontier,
  frontierOf,
  inclusionNodes,
  inclusionProof,
  leafHash,
  nodeHash,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'

// The eight leaves and roots of the test vectors that implementations of RFC 6962 share.
const VECTOR_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const VECTOR_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const entries = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => utf8Bytes(`entry ${i}`))
const MAX = 70
const LEAVES = entries(MAX)
const HASHES = LEAVES.map(leafHash)
const hashAt: HashAt = (level, index) => naiveRoot(HASHES.slice(index * 2 ** level, (index + 1) * 2 ** level))

describe('the tree of RFC 6962', () => {
  test('has the roots of the shared vectors', () => {
    const frontier = new Frontier()
    expect(toHex(frontier.root())).toBe(VECTOR_ROOTS[0])
    for (const [i, leaf] of VECTOR_LEAVES.entries()) {
      frontier.append(leafHash(fromHex(leaf)))
      expect(toHex(frontier.root())).toBe(VECTOR_ROOTS[i + 1])
    }
  })

  test('has the roots of a plain recursion and of an independent implementation, at every size', async () => {
    const frontier = new Frontier()
    for (let size = 1; size <= MAX; size++) {
      frontier.append(HASHES[size - 1] ?? emptyRoot())
      const root = naiveRoot(HASHES.slice(0, size))
      expect(frontier.root()).toEqual(root)
      expect(rootAt(size, hashAt)).toEqual(root)
      expect(plain(await RFC9162.treeHead(LEAVES.slice(0, size)))).toBe(plain(root))
    }
  })

  test('goes on growing from a stored frontier as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.nat(MAX), (stop) => {
        const first = new Frontier()
        for (const hash of HASHES.slice(0, stop)) first.append(hash)
        const second = stop % 2 === 0 ? new Frontier(first.state()) : frontierOf(stop, first.bytes())
        for (const hash of HASHES.slice(stop)) second.append(hash)
        expect(second.root()).toEqual(naiveRoot(HASHES))
        expect(second.size).toBe(MAX)
      }),
    )
    expect(() => new Frontier({ size: 3, hashes: [emptyRoot()] })).toThrow('2 hashes')
  })
})

describe('an inclusion proof', () => {
  test('holds for every leaf of every size, and is that of an independent implementation', async () => {
    for (let size = 1; size <= 40; size++) {
      const root = naiveRoot(HASHES.slice(0, size))
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, size, hashAt)
        expect(verifyInclusion({ leaf: at(HASHES, index), index, size, root, proof })).toBe(true)
        const other = await RFC9162.inclusionProof(at(LEAVES, index), LEAVES.slice(0, size))
        expect(proof.map(plain)).toEqual(other.inclusion_path.map(plain))
        expect(inclusionNodes(index, size).length).toBeGreaterThanOrEqual(proof.length)
      }
    }
  })

  test('fails for another leaf, index, size, root or path', () => {
    for (let size = 2; size <= 33; size++) {
      const root = naiveRoot(HASHES.slice(0, size))
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, size, hashAt)
        const good = { leaf: at(HASHES, index), index, size, root, proof }
        const bad = [
          { ...good, leaf: sha256(good.leaf) },
          { ...good, index: (index + 1) % size },
          { ...good, root: sha256(root) },
          { ...good, index: size },
          { ...good, proof: proof.slice(1) },
          { ...good, proof: [...proof, root] },
          { ...good, proof: proof.map((hash, i) => (i === 0 ? sha256(hash) : hash)) },
        ]
        expect(bad.map(verifyInclusion)).toEqual(bad.map(() => false))
      }
    }
  })
})

describe('a consistency proof', () => {
  test('holds between all sizes, for an independent implementation too', async () => {
    for (let m = 0; m <= 36; m++) {
      for (let n = m; n <= 36; n++) {
        const proof = consistencyProof(m, n, hashAt)
        expect(verifyConsistency(claim(m, n, proof)), `${m} to ${n}`).toBe(true)
        expect(consistencyNodes(m, n).length).toBeGreaterThanOrEqual(proof.length)
        if (m === 0 || m === n) continue
        const other = await RFC9162.PROOF(m, LEAVES.slice(0, n))
        // That one always writes the old root too; RFC 6962 leaves it out where the verifier knows it already.
        const known = other.length > proof.length ? [plain(rootAt(m, hashAt))] : []
        expect([...known, ...proof.map(plain)]).toEqual(other.map(plain))
      }
    }
  })

  test('fails where a root, a size or a hash of the path is another', () => {
    for (let m = 1; m <= 20; m++) {
      for (let n = m + 1; n <= 21; n++) {
        const proof = consistencyProof(m, n, hashAt)
        const good = claim(m, n, proof)
        const bad = [
          { ...good, first: { ...good.first, root: sha256(good.first.root) } },
          { ...good, second: { ...good.second, root: sha256(good.second.root) } },
          { ...good, first: good.second, second: good.first },
          { ...good, proof: proof.slice(0, -1) },
          { ...good, proof: [...proof, good.first.root] },
          ...proof.map((_, i) => ({ ...good, proof: proof.map((hash, j) => (i === j ? sha256(hash) : hash)) })),
        ]
        expect(bad.map(verifyConsistency)).toEqual(bad.map(() => false))
      }
    }
  })

  test('cannot join a tree to a fork of itself', () => {
    const forked = HASHES.map((hash, i) => (i === 5 ? sha256(hash) : hash))
    const forkAt: HashAt = (level, index) => naiveRoot(forked.slice(index * 2 ** level, (index + 1) * 2 ** level))
    for (let n = 11; n <= 40; n++) {
      const second = { size: n, root: rootAt(n, forkAt) }
      const proof = consistencyProof(10, n, forkAt)
      expect(verifyConsistency({ first: { size: 10, root: rootAt(10, hashAt) }, second, proof })).toBe(false)
    }
  })
})

function claim(m: number, n: number, proof: readonly Uint8Array[]) {
  return { first: { size: m, root: rootAt(m, hashAt) }, second: { size: n, root: rootAt(n, hashAt) }, proof }
}

/** The definition of RFC 6962 section 2.1, word for word. */
function naiveRoot(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return emptyRoot()
  if (hashes.length === 1) return at(hashes, 0)
  let k = 1
  while (k * 2 < hashes.length) k *= 2
  return nodeHash(naiveRoot(hashes.slice(0, k)), naiveRoot(hashes.slice(k)))
}

function at(list: readonly Uint8Array[], index: number): Uint8Array {
  const item = list[index]
  if (item === undefined) throw new Error(`no item ${index}`)
  return item
}

const plain = (bytes: Uint8Array): string => toHex(bytes)
