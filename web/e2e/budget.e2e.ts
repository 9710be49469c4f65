import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const built = resolve(import.meta.dirname, '../../dist/web')
const kilobyte = 1_000

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

const manifest = JSON.parse(readFileSync(resolve(built, 'manifest.json'), 'utf8')) as Record<string, Chunk>

/** Everything that must be there before a page shows itself. */
function filesOf(page: string): string[] {
  const seen = new Set<string>()
  const walk = (name: string) => {
    if (seen.has(name)) return
    seen.add(name)
    for (const imported of manifest[name]?.imports ?? []) walk(imported)
  }
  for (const name of ['index.html', page]) walk(name)
  const chunks = [...seen].map((name) => manifest[name]).filter((chunk) => chunk !== undefined)
  return [...new Set(chunks.flatMap(({ file, css = [] }) => [file, ...css]))]
}

function kilobytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(resolve(built, file))).length, 0) / kilobyte
}

test('whichever page comes first, it needs at most 220 kB of code and 40 kB of style', () => {
  const pages = Object.keys(manifest).filter((name) => name.endsWith('-page.tsx'))
  expect(pages.length).toBeGreaterThan(7)
  for (const page of pages) {
    const files = filesOf(page)
    expect([page, kilobytes(files.filter((file) => file.endsWith('.js'))) <= 220]).toEqual([page, true])
    expect([page, kilobytes(files.filter((file) => file.endsWith('.css'))) <= 40]).toEqual([page, true])
  }
})

test('the interface and its sentences are set in at most 80 kB of fonts', () => {
  const fonts = Object.values(manifest).map(({ file }) => file)
  const first = fonts.filter((file) => /source-(sans|serif)-\d-latin-wght-normal.*woff2$/.test(file))
  expect(first).toHaveLength(2)
  expect(kilobytes(first)).toBeLessThanOrEqual(80)
})
