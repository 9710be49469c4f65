import { describe, expect, test } from 'vitest'
import { encodeCanonical } from './canonical.ts'
import type { Entry } from './entry.ts'
import { decodeEntry, encodeEntry, EntryError, isInstantText, MAX_ENTRY_BYTES } from './entry.ts'

const claimed: Entry = {
  v: 1,
  type: 'work-item-claimed',
  engagement: '0198c0de-0000-7000-8000-000000000001',
  id: '0198c0de-0000-7000-8000-000000000002',
  subject: 'work-item/0198c0de-0000-7000-8000-000000000003',
  subjectVersion: 2,
  cause: null,
  actor: { organisation: 'org-1', kind: 'person', id: 'worker-7', site: null },
  command: 'claim-work-item',
  rule: null,
  at: '2026-10-01T08:00:00.000Z',
  body: { event: 'claimed' },
}

describe('an entry', () => {
  test('is read from its bytes as it was written', () => {
    expect(decodeEntry(encodeEntry(claimed))).toEqual(claimed)
  })

  test.each<[string, Record<string, unknown>]>([
    ['v', { v: 2 }],
    ['type', { type: 'WorkItemClaimed' }],
    ['engagement', { engagement: '0198C0DE-0000-7000-8000-000000000001' }],
    ['id', { id: '' }],
    ['id', { id: 'a b' }],
    ['subject', { subject: 'work-item' }],
    ['subjectVersion', { subjectVersion: 0 }],
    ['cause', { cause: '' }],
    ['actor', { actor: { ...claimed.actor, name: 'Kari' } }],
    ['actor.kind', { actor: { ...claimed.actor, kind: 'robot' } }],
    ['actor.site', { actor: { ...claimed.actor, site: '' } }],
    ['command', { command: 'Claim' }],
    ['rule', { rule: 'abc' }],
    ['at', { at: '2026-02-29T08:00:00.000Z' }],
    ['body', { body: [] }],
    ['(whole)', { extra: 1 }],
  ])('with a wrong %s is refused, both ways, and the field is named', (field, change) => {
    const wrong = { ...claimed, ...change } as unknown as Entry
    expect(errorOf(() => encodeEntry(wrong))).toMatchObject({ field })
    const bytes = encodeCanonical(wrong)
    expect(errorOf(() => decodeEntry(bytes))).toMatchObject({ field })
  })

  test.each(Object.keys(claimed))('without the field %s is refused', (field) => {
    const { [field as keyof Entry]: _, ...rest } = claimed
    expect(() => encodeEntry(rest as Entry)).toThrow(EntryError)
  })

  test('may have 16,384 bytes and not one more', () => {
    const room = MAX_ENTRY_BYTES - encodeEntry({ ...claimed, body: { note: '' } }).length
    expect(encodeEntry({ ...claimed, body: { note: 'x'.repeat(room) } })).toHaveLength(MAX_ENTRY_BYTES)
    expect(() => encodeEntry({ ...claimed, body: { note: 'x'.repeat(room + 1) } })).toThrow('limit of 16384')
  })

  test('names an instant on a day that exists', () => {
    expect(isInstantText('2024-02-29T23:59:59.999Z')).toBe(true)
    expect(isInstantText('2000-02-29T00:00:00.000Z')).toBe(true)
    for (const text of ['1900-02-29', '2026-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '0000-01-01']) {
      expect(isInstantText(`${text}T00:00:00.000Z`), text).toBe(false)
    }
    for (const text of ['2026-10-01T24:00:00.000Z', '2026-10-01T08:00:00Z', '2026-10-01T08:00:00.000+01:00']) {
      expect(isInstantText(text), text).toBe(false)
    }
  })
})

function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}
