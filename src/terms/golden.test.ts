import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { encodeCanonical } from '../kernel/record/format/canonical.ts'
import { sha256, toHex } from '../kernel/record/format/digest.ts'
import { parseInstant } from '../kernel/time/instant.ts'
import { historyBuilder } from './history.ts'
import type { History } from './history.ts'
import { parseTerms } from './model.ts'
import { claimsDesk, settled } from './testing/claims-desk.ts'

const hour = 3_600_000
const begins = parseInstant('2026-08-31T22:30:00.000Z')

/** 600 claims over ten weeks, one each two and three quarter hours; what happens to each follows from its number. */
function tenWeeks(): History {
  const builder = historyBuilder()
  let sequence = 0
  const tell = (item: number, name: string, hours: number, facts?: Record<string, string>) => {
    const at = begins + Math.round((item * 2.75 + hours) * hour)
    const workItemId = `item-${String(item).padStart(4, '0')}`
    builder.add({ workItemId, name, at, sequence: (sequence += 1), ...(facts ? { facts } : {}) })
  }
  for (let item = 0; item < 600; item += 1) {
    tell(item, 'received', 0, { language: item % 7 === 0 ? 'da' : 'nb' })
    tell(item, 'claimed', (item * 37) % 9)
    if (item % 5 === 0) {
      const asked = item % 10 === 0 ? 'client' : 'customer'
      tell(item, `asked-${asked}`, 9.5)
      tell(item, `${asked}-answered`, 20 + (item % 30))
    }
    if (item % 41 === 0) {
      tell(item, 'withdrawn', 15)
      continue
    }
    const done = 10 + ((item * 53) % 71)
    tell(item, 'completed', done)
    tell(item, 'set-up', done)
    if (item % 13 === 0) {
      tell(item, 'reopened', done + 30)
      tell(item, 'completed', done + 41)
    }
  }
  return builder.build()
}

const digest = (value: unknown) => toHex(sha256(encodeCanonical(value as never)))
const template = (name: string) =>
  parseTerms(parse(readFileSync(resolve(import.meta.dirname, `../../templates/${name}.terms.yaml`), 'utf8')))

// These bytes were hashed and signed: a language that grows computes them for ever. A change here is a new version.
test('terms that were signed before the language grew settle to the bytes they had', () => {
  const history = tenWeeks()
  const statements = ['2026-09', '2026-10'].flatMap((month) => [
    settled(template('motor-claims-intake'), history, month).statement,
    settled(claimsDesk(), history, month).statement,
  ])
  expect(statements.map(digest)).toEqual([
    '987a4451b09c1ce427af7b0bb1761916ab3898f8207bc362e494030298269bde',
    '029cd88f75c58c6ae662541c5ef088546d02794b8aa0fa0af5dd9db1f8579053',
    'bc3883c420a8a096d30a5718f1aa935f3b976d2c3776c4dca90911d65912439d',
    '97f5f0236d9af9af6c1658849526c23fbd9d0f3bc6caff9bbf9758e0aa5f0540',
  ])
})
