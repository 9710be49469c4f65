import { expect, test } from 'vitest'
import { parseTerms } from '../model.ts'
import type { JsonValue, Terms } from '../model.ts'
import { TermsError } from '../value/problem.ts'
import { clauseLines } from './clause-text.ts'
import { EVERY_CONSTRUCT } from './testing/every-construct.ts'

/** What may stand instead of a word, so that a change of it can be tried. */
const words = [
  ['half-up', 'half-even', 'floor'],
  ['due-in-period', 'closed-in-period', 'received-in-period'],
  ['not-measured', 'allow-one-miss'],
  ['work-items', 'events'],
  ['at-least', 'at-most'],
  ['day', 'week'],
  ['expected', 'minimum'],
  ['consumed', 'reusable'],
  ['once', 'every-month'],
  ['step-down', 'step-up'],
  ['last-row', 'no-credit'],
  ['begun', 'completed', 'calendar'],
  ['credit-then-return', 'hold-and-release'],
  ['never', 'also'],
  ['same-invoice', 'next-invoice'],
  ['by-month', 'whole'],
  ['owed', 'not-owed'],
  ['beyond-band', 'from-baseline'],
  ['client', 'provider', 'shared', 'customer'],
  ['third-party', 'force-majeure', 'client'],
  ['year-on-year', 'to-base'],
  ['current', 'original'],
  ['resume', 'restart', 'ignore'],
  ['moves', 'excuses'],
  ['critical', 'key'],
  ['F5', 'F1'],
  ['point', 'lower-bound', 'upper-bound'],
  ['95 %', '99 %', '90 %'],
  ['count', 'share'],
  ['counts', 'left-out'],
  ['transactions', 'fields'],
  ['EUR', 'PHP', 'SEK'],
  ['Europe/Oslo', 'Asia/Manila', 'Europe/Paris'],
  ['oslo', 'cebu', 'mail', 'shared'],
  ['work', 'answer', 'filing'],
  ['in-time', 'by-severity'],
  ['mean', 'complaints', 'up', 'slowest', 'accurate', 'first-pass', 'fields', 'reopened'],
  ['charges', 'average-month'],
  ['100 % of average-month', '90 % of average-month'],
  ['holidays', 'open-days'],
  ['mon-thu', 'tue-thu'],
  ['mon-sat', 'tue-sat'],
  ['PH', 'NO'],
  ['month', 'quarter'],
  ['provider', 'client', 'both'],
  ['average-year', 'remaining-fixed-charges'],
  ['continue', 'suspended'],
  ['at-the-agreed-prices', 'free'],
  ['certified', 'not-agreed'],
  ['L1', 'L3'],
  ['L2', 'L4'],
  ['does-not-move', 'moves-by-open-time'],
  ['unit', 'fixed', 'volume', 'graduated', 'package'],
  ['S', 'E'],
]

/** What has one form only, and what cannot change alone: a credit needs its kind, thresholds their order. */
const constant = new RegExp(
  [
    '^(terms|currency)$',
    '\\.per$',
    'share\\.of$',
    'settled$',
    'prorate\\.by$',
    'while$',
    'L[1-7]\\.kind$',
    '\\.direction$',
    'bands\\[1\\]\\.from$',
    'L[34]\\.measure$',
    'formula$',
    'accuracy\\.unit$',
    'fx\\.from$',
    '(file|review|insurance)\\.due\\.every$',
  ].join('|'),
)

function variants(value: JsonValue): JsonValue[] {
  if (value === 'exact') return [{ rounded: '1 decimal', rounding: 'half-up' }]
  if (value === 'open-days') return [{ week: 'mon-sat' }]
  if (typeof value === 'number') return [value + 1, value - 1, value + 2]
  if (typeof value !== 'string') return []
  if (value === 'holidays') return [['2026-05-01']]
  if (value === 'tue-fri') return ['tue-thu']
  if (value === 'charges') return [{ charge: 'volume' }]
  const others = words.filter((row) => row.includes(value)).flatMap((row) => row.filter((word) => word !== value))
  const digits = [...value.matchAll(/\d/g)].flatMap(({ index }) =>
    [1, -1].map((by) => `${value.slice(0, index)}${(Number(value[index]) + by + 10) % 10}${value.slice(index + 1)}`),
  )
  return [...others, ...digits.toReversed(), `${value}x`, value.replace(/"?$/, 'x"')]
}

type Leaf = { readonly path: string; readonly set: (value: JsonValue) => unknown; readonly value: JsonValue }

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function leavesOf(value: JsonValue, path: string, set: Leaf['set']): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, set, value }]
  if (isList(value)) {
    return value.flatMap((item, index) =>
      leavesOf(item, `${path}[${index}]`, (changed) => set(value.with(index, changed))),
    )
  }
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, path === '' ? key : `${path}.${key}`, (changed) => set({ ...value, [key]: changed })),
  )
}

function parsed(source: unknown): Terms | undefined {
  try {
    return parseTerms(source)
  } catch (error) {
    if (error instanceof TermsError) return undefined
    throw error
  }
}

test('whatever value of the terms changes, the text changes', () => {
  const before = clauseLines(parseTerms(EVERY_CONSTRUCT)).join('\n')
  const unsaid: string[] = []
  const untried: string[] = []
  for (const { path, set, value } of leavesOf(EVERY_CONSTRUCT, '', (changed) => changed)) {
    if (constant.test(path)) continue
    const changed = variants(value).flatMap((variant) => parsed(set(variant)) ?? [])[0]
    if (!changed) untried.push(`${path} = ${JSON.stringify(value)}`)
    else if (clauseLines(changed).join('\n') === before) unsaid.push(path)
  }
  expect({ unsaid, untried }).toEqual({ unsaid: [], untried: [] })
})
