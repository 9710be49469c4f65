import { expect, test } from 'vitest'
import type { Figure } from '../../../../src/terms/explanation.ts'
import { wayTo } from './way-to-figure.ts'

function figure(id: string, ...parts: readonly Figure[]): Figure {
  return { id, label: id, clause: '', value: 0, unit: 'money', formula: '', parts }
}

test('the way to a figure names all that it is a part of, the outermost first', () => {
  const roots = [figure('level', figure('late')), figure('net', figure('charges', figure('fee', figure('rate'))))]
  expect(wayTo(roots, 'rate').map(({ id }) => id)).toEqual(['net', 'charges', 'fee'])
  expect(wayTo(roots, 'late').map(({ id }) => id)).toEqual(['level'])
  expect([wayTo(roots, 'net'), wayTo(roots, 'gone')]).toEqual([[], []])
})
