import { Children, type ReactNode } from 'react'
import { IntlMessageFormat } from 'intl-messageformat'
import en from '../words/en.json'
import { readMessage } from '../words/message.ts'
import { spokenNow, type Catalogue, type WordKey } from './language.ts'

export type { WordKey }

type Values = Readonly<Record<string, string | number>>
type Rich = Readonly<Record<string, ReactNode | ((chunks: ReactNode[]) => ReactNode)>>

const made = new WeakMap<Catalogue, Map<WordKey, IntlMessageFormat>>()

function messageOf(key: WordKey): IntlMessageFormat {
  const { words, locale } = spokenNow()
  const messages = made.get(words) ?? new Map<WordKey, IntlMessageFormat>()
  made.set(words, messages)
  const message = messages.get(key) ?? new IntlMessageFormat(readMessage(words[key] ?? en[key]), locale)
  messages.set(key, message)
  return message
}

/** A text in the language that is spoken, with its values. */
export function say(key: WordKey, values?: Values): string {
  return String(messageOf(key).format<string>(values))
}

/** A text whose values, or marked parts, are elements: `Read <link>this</link>`. */
export function tell(key: WordKey, values: Rich): ReactNode {
  // Parts of a message have no keys of their own; toArray gives them some.
  const keyed = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'function' ? (chunks: ReactNode[]) => value(Children.toArray(chunks)) : value,
  ])
  return Children.toArray(messageOf(key).format<ReactNode>(Object.fromEntries(keyed)) as ReactNode[])
}

/** The text of a key that is put together from a word of the domain, and the word itself where it has none. */
export function wordFor(prefix: string, word: string): string {
  return knownWord(prefix, word) ?? word.replaceAll('-', ' ')
}

/** The text of a key that is put together, where there is one. */
export function knownWord(prefix: string, word: string): string | undefined {
  const key = `${prefix}.${word}`
  return Object.hasOwn(en, key) ? say(key as WordKey) : undefined
}
