import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex, utf8Bytes } from '../format/digest.ts'
import { newSubjectKey, openValue, sealValue, unwrapSubjectKey, wrapSubjectKey } from './sealed-value.ts'

const place = { engagement: 'e1', subject: 'person/1', valueId: 'name' }
const salted = { salt: new Uint8Array(32).fill(3), value: 'Kari Nordmann' }

test('a sealed value comes back under its key, and every sealing differs', () => {
  const key = newSubjectKey()
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      expect(openValue(key, place, sealValue(key, place, { ...salted, value }))).toEqual({ ...salted, value })
    }),
  )
  expect(toHex(sealValue(key, place, salted))).not.toBe(toHex(sealValue(key, place, salted)))
})

test('a sealed value opens nowhere else and under no other key, nor with any bit changed', () => {
  const key = newSubjectKey()
  const sealed = sealValue(key, place, salted)
  expect(() => openValue(newSubjectKey(), place, sealed)).toThrow()
  for (const field of ['engagement', 'subject', 'valueId']) {
    expect(() => openValue(key, { ...place, [field]: 'other' }, sealed)).toThrow()
  }
  // A place whose parts join to the same text is still another place.
  expect(() => openValue(key, { ...place, subject: 'person', valueId: '1name' }, sealed)).toThrow()
  for (let i = 0; i < sealed.length; i++) {
    expect(() =>
      openValue(
        key,
        place,
        sealed.map((byte, j) => (i === j ? byte ^ 0x10 : byte)),
      ),
    ).toThrow()
  }
  expect(() => openValue(key, place, sealed.subarray(0, 20))).toThrow('too short')
})

test('without the subject key the sealed bytes do not hold the value', () => {
  const sealed = sealValue(newSubjectKey(), place, salted)
  expect(Buffer.from(sealed).includes(utf8Bytes(salted.value))).toBe(false)
  expect(Buffer.from(sealed).includes(salted.salt)).toBe(false)
})

test('a subject key is unwrapped by its master key for its subject only', () => {
  const [master, key] = [newSubjectKey(), newSubjectKey()]
  const wrapped = wrapSubjectKey(master, place, key)
  expect(toHex(unwrapSubjectKey(master, place, wrapped))).toBe(toHex(key))
  expect(() => unwrapSubjectKey(newSubjectKey(), place, wrapped)).toThrow()
  expect(() => unwrapSubjectKey(master, { ...place, subject: 'person/2' }, wrapped)).toThrow()
})
