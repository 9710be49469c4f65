import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { afterEach, expect, test } from 'vitest'
import en from '../words/en.json'
import nb from '../words/nb.json'
import { amount, count, exactText, howLong, money, monthName } from './formats.ts'
import { languageFor, languageNames, languages, localeFor, speakingFrom } from './language.ts'
import { say, wordFor } from './words.ts'

type Ast = ReturnType<IntlMessageFormat['getAst']>

const catalogues: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, nb }
const english = { language: 'en', locale: 'en-GB', words: en } as const
const norwegian = { language: 'nb', locale: 'nb-NO', words: nb } as const

afterEach(() => speakingFrom(english))

function astOf(text: string): Ast {
  return new IntlMessageFormat(text, 'en-GB').getAst()
}

/** Kinds of parts by the library's numbers, which it does not hand out by name. */
const [literal, select] = ['0', '5']

/** What a message needs: its arguments with their kinds, the choices of each select, and its marked parts. */
function needsOf(ast: Ast): string[] {
  return ast.flatMap((part) => {
    if (!('value' in part) || String(part.type) === literal) return []
    if ('children' in part) return [`<${part.value}>`, ...needsOf(part.children)]
    if (!('options' in part)) return [`${part.value} ${part.type}`]
    const inside = Object.values(part.options).flatMap(({ value }) => needsOf(value))
    const choices = String(part.type) === select ? Object.keys(part.options).sort().join('|') : ''
    return [`${part.value} ${part.type} ${choices}`, ...inside]
  })
}

function needsOfText(text: string): string[] {
  return [...new Set(needsOf(astOf(text)))].sort()
}

test('there is a catalogue for each language that is offered', () => {
  expect(Object.keys(catalogues).sort()).toEqual(Object.keys(languageNames).sort())
  expect([...languages].sort()).toEqual(Object.keys(languageNames).sort())
})

test('every message of every catalogue can be read', () => {
  for (const [language, words] of Object.entries(catalogues)) {
    const broken = Object.entries(words).filter(([, text]) => {
      try {
        return astOf(text).length === 0
      } catch {
        return true
      }
    })
    expect([language, broken]).toEqual([language, []])
  }
})

test('no text has two places in a catalogue', () => {
  for (const [language, words] of Object.entries(catalogues)) {
    const lines = readFileSync(resolve(import.meta.dirname, `../words/${language}.json`), 'utf8').split('\n')
    expect([language, lines.filter((line) => line.includes('": ')).length]).toEqual([
      language,
      Object.keys(words).length,
    ])
  }
})

test('Norwegian has exactly the texts that English has', () => {
  expect(Object.keys(en).filter((key) => !Object.hasOwn(nb, key))).toEqual([])
  expect(Object.keys(nb).filter((key) => !Object.hasOwn(en, key))).toEqual([])
})

test('a text needs the same values in both languages, and makes the same choices', () => {
  const { en: one = {}, nb: other = {} } = catalogues
  const different = Object.entries(one).filter(([key, text]) => {
    const told = other[key]
    return told !== undefined && needsOfText(text).join() !== needsOfText(told).join()
  })
  expect(different).toEqual([])
})

test('the language is the chosen one, else the first that the browser asks for and there is, else English', () => {
  expect(languageFor('nb', ['en-GB'])).toBe('nb')
  expect(languageFor(null, ['de-DE', 'nn-NO', 'en'])).toBe('nb')
  expect(languageFor('tlh', ['de-DE'])).toBe('en')
  expect(localeFor('en', ['nb-NO', 'en-IE'])).toBe('en-IE')
  expect(localeFor('nb', ['no'])).toBe('nb-NO')
})

test('numbers, months and texts are written as the language writes them', () => {
  expect([count(12_345), money(-102_382, 'EUR'), exactText('88.40 %')]).toEqual(['12,345', '−€1,023.82', '88.40 %'])
  speakingFrom(norwegian)
  expect(count(12_345)).toBe('12\u00A0345')
  expect(amount(-102_382, 'EUR')).toBe('−1\u00A0023,82')
  expect(exactText('88.40 %')).toBe('88,40 %')
  expect(exactText('EUR 1023.824')).toBe('EUR 1023,824')
  expect([monthName('2026-10'), howLong(7_200_000)]).toEqual(['oktober 2026', '2 t'])
  expect(say('items.behind', { items: 1, label: 'Late' })).toBe('1 sak: Late')
  expect(wordFor('role', 'agent')).toBe('saksbehandler')
  expect(wordFor('role', 'head-of-unit')).toBe('head of unit')
})
