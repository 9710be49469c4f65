/** The rules of the house that a compiler cannot see. Each failure names the file and says the rule. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { declarations } from './app/declarations.ts'
import * as listed from './app/declarations.ts'

const root = resolve(import.meta.dirname, '..')
const roots = ['src', 'verifier', 'simulation', 'journeys', 'bench', 'scripts', 'web'].filter((name) =>
  existsSync(join(root, name)),
)
const files = roots.flatMap((name) => filesUnder(join(root, name))).filter((file) => /\.(ts|tsx|mjs)$/.test(file))
const sources = files.map((file) => ({ path: relative(root, file), text: readFileSync(file, 'utf8') }))
const product = sources.filter(({ path }) => path.startsWith('src/') && !isTest(path))

const strata = ['kernel', 'terms', 'define', 'select', 'contract', 'transition', 'deliver', 'govern', 'app'] as const
/** What a room shows to later stages; everything else is the business of its own stage. */
const published = /\/(model|commands|agreed-terms)\.ts$/

function filesUnder(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesUnder(path) : [path]))
}

function isTest(path: string): boolean {
  return /[./]test(ing)?\.ts$|\/testing\//.test(path)
}

function importsOf(source: { path: string; text: string }): string[] {
  const found = source.text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
  return [...found].map((match) => relative(root, resolve(root, dirname(source.path), match[1] ?? '')))
}

/** Lines of code that match, as `path:line text`; comments are not code. */
function linesMatching(from: typeof sources, pattern: RegExp): string[] {
  return from.flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ code: line.replace(/^\s*(\*|\/\/|\/\*).*$/, ''), place: `${path}:${index + 1}` }))
      .filter(({ code }) => pattern.test(code))
      .map(({ code, place }) => `${place} ${code.trim()}`),
  )
}

test('imports look downhill, and of an earlier stage only at what it publishes', () => {
  const wrong = product.flatMap((source) => {
    const [, from = ''] = source.path.split('/')
    const height = strata.indexOf(from as (typeof strata)[number])
    if (height < 0) return []
    return importsOf(source)
      .filter((target) => target.startsWith('src/'))
      .filter((target) => {
        const [, to = ''] = target.split('/')
        const depth = strata.indexOf(to as (typeof strata)[number])
        if (depth > height || depth < 0) return true
        const isLibrary = to === 'kernel' || to === 'terms' || from === 'app'
        return !isLibrary && to !== from && !published.test(target)
      })
      .map((target) => `${source.path} imports ${target}`)
  })
  expect(wrong).toEqual([])
})

test('terms are pure: they know money, time and digests of the kernel, and nothing else of it', () => {
  const allowed = /^src\/(terms\/|kernel\/(money|time|record\/format)\/)/
  const pure = sources.filter(({ path }) => path.startsWith('src/terms/') && !isTest(path))
  const wrong = pure.flatMap((source) => importsOf(source).filter((target) => !allowed.test(target)))
  expect(wrong).toEqual([])
  expect(linesMatching(pure, /from 'node:/)).toEqual([])
})

test('the verifier depends on the formats and the terms alone', () => {
  const allowed = /^(verifier\/|src\/(terms\/|kernel\/(money|time|record\/format)\/))/
  const verifier = sources.filter(({ path }) => path.startsWith('verifier/') && !isTest(path))
  const wrong = verifier.flatMap((source) =>
    importsOf(source)
      .filter((target) => !allowed.test(target))
      .map((target) => `${source.path} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

test('a file has at most 400 lines, a line at most 120 characters, a room at most 10 files', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path)
  const wide = sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, place: `${path}:${index + 1}` }))
      // A title is a sentence, and a sentence is not broken.
      .filter(({ line }) => line.length > 120 && !/^\s*test\(/.test(line))
      .map(({ place }) => place),
  )
  const rooms = Map.groupBy(product, ({ path }) => dirname(path))
  const full = [...rooms]
    .filter(([, inRoom]) => inRoom.length > 10)
    .map(([room, inRoom]) => `${room}: ${inRoom.length}`)
  expect({ long, wide, full }).toEqual({ long: [], wide: [], full: [] })
})

test('nothing is called utils, helpers, common or service, and there are no barrels', () => {
  const bad = /(^|\/)(utils?|helpers?|common|misc|shared|services?|managers?|v2|index)(\.ts$|\/)/
  expect(files.map((file) => relative(root, file)).filter((path) => bad.test(path))).toEqual([])
})

test('no clock is read outside kernel/time', () => {
  const elsewhere = sources.filter(
    ({ path }) => !path.startsWith('src/kernel/time/') && !path.startsWith('scripts/') && !isTest(path),
  )
  expect(
    linesMatching(elsewhere, /Date\.now\(|new Date\(|performance\.now\(|Temporal\.Now|Date\.(UTC|parse)\(/),
  ).toEqual([])
})

test('no float holds money: nothing rounds or prints a fraction on its own', () => {
  const money = product.filter(({ path }) => /^src\/(terms|kernel\/money|govern)\//.test(path))
  expect(linesMatching(money, /parseFloat\(|\.toFixed\(|Math\.round\(|toPrecision\(/)).toEqual([])
})

test('SQL stands in a store', () => {
  const elsewhere = product.filter(
    ({ path }) => !/(^|[/-])store\.ts$/.test(path) && !path.startsWith('src/kernel/database/'),
  )
  expect(linesMatching(elsewhere, /sql`/)).toEqual([])
})

test('a schema is built once, not for every row it reads', () => {
  expect(linesMatching(product, /\bz\s*\.(object|array|strictObject)\(.*\)\.(safeP|p)arse\(/)).toEqual([])
})

test('nothing is unfinished, random or left to chance', () => {
  const others = sources.filter(({ path }) => path !== 'src/tidy.test.ts')
  const words = [
    'TO' + 'DO',
    'FIX' + 'ME',
    'XXX',
    'HACK',
    'Math\\.random\\(',
    '\\.only\\(',
    'vi\\.mock\\(',
    '@ts-ignore',
  ]
  expect(linesMatching(others, new RegExp(words.join('|')))).toEqual([])
})

test('every declaration is exercised by a test against the real database', () => {
  const texts = sources.filter(({ path }) => path.endsWith('.db.test.ts') || path.startsWith('journeys/'))
  const all = texts.map(({ text }) => text).join('\n')
  const unused = declarations
    .map((declaration) => declaration.name)
    .filter((name) => !new RegExp(`\\b${camelCase(name)}(?:Of)?\\b|'${name}'`).test(all))
  expect(unused).toEqual([])
  expect(listed.declarations.length).toBeGreaterThan(30)
})

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())
}
