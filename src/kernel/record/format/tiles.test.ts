import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, toHex, utf8Bytes } from './digest.ts'
import {
  consistencyNodes,
  consistencyProof,
  Frontier,
  inclusionProof,
  leafHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'
import type { Tile, TileBytes, TileEdge } from './tiles.ts'
import {
  bundleMatchesTile,
  decodeEntryBundle,
  EMPTY_EDGE,
  encodeEntryBundle,
  entriesPath,
  growTiles,
  hashAtFromTiles,
  parseTilePath,
  partialTiles,
  tileOfNode,
  tilePath,
  tilesBetween,
} from './tiles.ts'

const COUNT = 70_000
const HASHES = Array.from({ length: COUNT }, (_, i) => leafHash(utf8Bytes(`entry ${i}`)))

describe('tiles', () => {
  test('have the paths of the tlog-tiles examples', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067')
    expect(tilePath({ level: 1, index: 0, width: 17 })).toBe('tile/1/000.p/17')
    expect(entriesPath({ index: 1067, width: 8 })).toBe('tile/entries/x001/067.p/8')
  })

  test('are found again by their paths, and other paths are refused', () => {
    const tile = fc.record({ level: fc.nat(63), index: fc.nat(2 ** 31), width: fc.integer({ min: 1, max: 256 }) })
    fc.assert(
      fc.property(tile, (t) => {
        expect(parseTilePath(tilePath(t))).toEqual({ ...t, entries: false })
      }),
    )
    expect(parseTilePath('tile/entries/x001/067.p/8')).toEqual({ level: 0, index: 1067, width: 8, entries: true })
    for (const path of [
      'tile/00/000',
      'tile/64/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/001/002',
      '/tile/0/000',
      'tile/0/000/',
    ]) {
      // prettier-ignore
      expect(parseTilePath(path), path).toBeUndefined()
    }
  })

  test('of a tree of 70,000 are those that the specification counts', () => {
    const tiles = tilesBetween(0, COUNT)
    const partial = tiles.filter((tile) => tile.width < 256)
    expect(tiles.filter((tile) => tile.level === 0 && tile.width === 256)).toHaveLength(273)
    expect(tiles.filter((tile) => tile.level === 1 && tile.width === 256)).toHaveLength(1)
    expect(partial).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ])
    expect(partialTiles(COUNT)).toEqual(partial)
    expect(partialTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }])
  })

  test('grown in batches are those that lie between the sizes, whatever the batches', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(900), { maxLength: 8 }), (batches) => {
        let edge: TileEdge = EMPTY_EDGE
        for (const batch of batches) {
          const grown = growTiles(edge, HASHES.slice(edge.size, edge.size + batch))
          expect(grown.tiles.map(coordinates)).toEqual(tilesBetween(edge.size, grown.edge.size))
          edge = grown.edge
        }
        const whole = growTiles(EMPTY_EDGE, HASHES.slice(0, edge.size)).edge
        expect(edge.partials.map(toHex).filter(Boolean)).toEqual(whole.partials.map(toHex).filter(Boolean))
      }),
      { numRuns: 30 },
    )
  })

  test('are enough to prove inclusion and consistency', () => {
    const stored = new Map(growTiles(EMPTY_EDGE, HASHES).tiles.map((tile) => [`${tile.level}/${tile.index}`, tile]))
    const hashAt = hashAtFromTiles((level, index) => tileAt(stored, level, index).bytes)
    const second = { size: COUNT, root: rootOf(COUNT) }
    for (const index of [0, 255, 256, 65_535, 65_536, 69_999]) {
      const proof = inclusionProof(index, COUNT, hashAt)
      expect(verifyInclusion({ leaf: HASHES[index] ?? concat(), index, ...second, proof })).toBe(true)
    }
    for (const size of [1, 256, 257, 300, 65_536, 65_793, 69_999]) {
      const proof = consistencyProof(size, COUNT, hashAt)
      expect(verifyConsistency({ first: { size, root: rootOf(size) }, second, proof })).toBe(true)
      const needed = consistencyNodes(size, COUNT).map(tileOfNode)
      expect(needed.every((tile) => stored.has(`${tile.level}/${tile.index}`))).toBe(true)
    }
  })
})

describe('an entry bundle', () => {
  test('gives back the entries, which hash to the level 0 tile', () => {
    const entries = [utf8Bytes(''), utf8Bytes('a'), utf8Bytes('x'.repeat(16_384))]
    const bytes = encodeEntryBundle(entries)
    expect(decodeEntryBundle(bytes, 3).map(toHex)).toEqual(entries.map(toHex))
    expect(bundleMatchesTile(decodeEntryBundle(bytes, 3), concat(...entries.map(leafHash)))).toBe(true)
    expect(bundleMatchesTile(entries.slice(1), concat(...entries.map(leafHash)))).toBe(false)
  })

  test('that is cut, too long or of another width is refused', () => {
    const bytes = encodeEntryBundle([utf8Bytes('one'), utf8Bytes('two')])
    expect(() => decodeEntryBundle(bytes.subarray(0, -1), 2)).toThrow('ends inside entry 1')
    expect(() => decodeEntryBundle(concat(bytes, Uint8Array.of(0)), 2)).toThrow()
    expect(() => decodeEntryBundle(bytes, 3)).toThrow('2 entries, not 3')
    expect(() => encodeEntryBundle([new Uint8Array(16_385)])).toThrow('over the limit')
  })
})

const coordinates = ({ level, index, width }: TileBytes): Tile => ({ level, index, width })

function tileAt(stored: ReadonlyMap<string, TileBytes>, level: number, index: number): TileBytes {
  const tile = stored.get(`${level}/${index}`)
  if (tile === undefined) throw new Error(`no tile ${level}/${index}`)
  return tile
}

function rootOf(size: number): Uint8Array {
  const frontier = new Frontier()
  for (const hash of HASHES.slice(0, size)) frontier.append(hash)
  return frontier.root()
}
