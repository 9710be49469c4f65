import { expect, test } from 'vitest'
import type { JsonValue } from '../model.ts'
import { EVERY_CONSTRUCT } from '../text/testing/every-construct.ts'
import { lint } from './lint.ts'

type Place = { readonly path: string; readonly put: (value: JsonValue | undefined) => JsonValue }

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Every place of a draft, with the draft in which something else stands there, or nothing. */
function placesIn(value: JsonValue, path: string, put: (value: JsonValue) => JsonValue): Place[] {
  if (typeof value !== 'object' || value === null) return []
  if (isList(value)) {
    return value.flatMap((item, index) => {
      const at = `${path}[${index}]`
      const change: Place['put'] = (other) =>
        put(other === undefined ? value.toSpliced(index, 1) : value.with(index, other))
      return [{ path: at, put: change }, ...placesIn(item, at, change)]
    })
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const at = `${path}.${key}`
    const { [key]: _, ...rest } = value
    const change: Place['put'] = (other) => put(other === undefined ? rest : { ...rest, [key]: other })
    return [{ path: at, put: change }, ...placesIn(item, at, change)]
  })
}

test('whatever stands at any place of a draft, or is missing there, the linter tells and does not fail', () => {
  const failed: string[] = []
  for (const { path, put } of placesIn(EVERY_CONSTRUCT, '', (value) => value)) {
    for (const other of [undefined, null, 'x']) {
      try {
        lint(put(other))
      } catch (error) {
        failed.push(`${path} = ${String(other)}: ${String(error)}`)
      }
    }
  }
  expect(failed).toEqual([])
}, 120_000)
