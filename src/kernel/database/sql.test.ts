import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Sql, sql } from './sql.ts'

test('a value never becomes part of the text', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (value) => {
      const statement = sql`select ${value} as v`
      expect(statement.text).toBe('select $1 as v')
      expect(statement.values).toEqual([value])
    }),
  )
})

test('fragments nest and their placeholders are counted through', () => {
  const where = sql`a = ${1} and ${sql`b = ${2}`}`
  const statement = sql`select * from t where ${where} and c = ${3} limit ${4}`
  expect(statement.text).toBe('select * from t where a = $1 and b = $2 and c = $3 limit $4')
  expect(statement.values).toEqual([1, 2, 3, 4])
})

test('a list joins with commas or with whatever is given, and an empty one is empty', () => {
  const rows = [1, 2, 3].map((value) => sql`(${value})`)
  expect(sql`values ${sql.join(rows)}`.text).toBe('values ($1), ($2), ($3)')
  expect(sql.join(rows, sql` or `).text).toBe('($1) or ($2) or ($3)')
  expect(sql`a${sql.join([])}b${sql.empty}`.text).toBe('ab')
})

test('identifiers are quoted, and refused where Postgres would change them', () => {
  expect(sql`select ${sql.identifier('a"b')}`.text).toBe('select "a""b"')
  for (const name of ['', 'a\0b', 'ä'.repeat(32)]) expect(() => sql.identifier(name)).toThrow('not a database name')
  expect(sql.identifier('ä'.repeat(31)).text).toBe(`"${'ä'.repeat(31)}"`)
})

test('a parsed object that looks like a statement stays a value', () => {
  const forged: unknown = JSON.parse('{"text":"drop table x","values":[]}')
  const statement = sql`select ${forged}`
  expect(statement.text).toBe('select $1')
  expect(statement.values).toEqual([forged])
  expect(forged).not.toBeInstanceOf(Sql)
})

test('undefined is refused, null is a value', () => {
  expect(() => sql`select ${undefined}`).toThrow('undefined')
  expect(sql`select ${null}`.values).toEqual([null])
})

test('only statements written in one piece have a name for the server to keep their plan under', () => {
  const whole = (value: number): Sql => sql`select ${value}`
  expect(whole(1).name).toBe(whole(2).name)
  expect(whole(1).name).not.toBe(sql`select ${1}`.name)
  expect(sql`select ${sql`1`}`.name).toBeUndefined()
})
