import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Items } from '../../routes/search.ts'
import { changed, isChanged, isFiltered, textOf, unfiltered, viewIn } from './address.ts'

const kept = { late: 'yes', queue: 'motor-glass', sort: 'due' } as const
const view = '0192f0c1-0000-7000-8000-00000000000f'

test('an address shows its kept view, changed by what else stands in it', () => {
  expect(viewIn({ view }, kept)).toEqual(kept)
  expect(viewIn({ view, queue: 'travel' }, kept)).toEqual({ ...kept, queue: 'travel' })
  expect(viewIn({ view, late: '*' }, kept)).toEqual({ queue: 'motor-glass', sort: 'due' })
})

test('only what differs from the kept view stands in the address', () => {
  expect(changed({ view }, kept, { queue: 'travel' })).toEqual({ view, queue: 'travel' })
  expect(changed({ view, queue: 'travel' }, kept, { queue: 'motor-glass' })).toEqual({ view })
  expect(changed({ view }, kept, { late: undefined })).toEqual({ view, late: '*' })
  expect(isChanged({ view })).toBe(false)
})

test('whatever is chosen is what is then shown', () => {
  const chosen = fc.record(
    {
      state: fc.constantFrom('open', 'open,held', undefined),
      queue: fc.constantFrom('motor-glass', 'travel', undefined),
      late: fc.constantFrom('yes' as const, undefined),
      sort: fc.constantFrom('due' as const, 'received' as const, undefined),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(chosen, chosen, fc.boolean(), (first, second, hasKept) => {
      const under = hasKept ? kept : undefined
      const search = changed(hasKept ? { view } : {}, under, first)
      const after = changed(search, under, second)
      const meant = Object.entries({ ...under, ...first, ...second }).filter(([, value]) => value !== undefined)
      expect(viewIn(after, under)).toEqual(Object.fromEntries(meant))
      expect(Items.parse(Object.fromEntries(new URLSearchParams(textOf(after))))).toEqual(after)
    }),
  )
})

test('an address that says what cannot be shows the rest', () => {
  expect(Items.parse({ state: 'gone', queue: 'travel', receivedFrom: '2026-02-30' })).toEqual({ queue: 'travel' })
})

test('taking the filters off leaves order and columns', () => {
  const search = changed({}, undefined, { late: 'yes', sort: 'due', columns: 'reference' })
  expect(isFiltered(viewIn(search, undefined))).toBe(true)
  expect(changed(search, undefined, unfiltered)).toEqual({ sort: 'due', columns: 'reference' })
})
