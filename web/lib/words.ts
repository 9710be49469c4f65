import { Children, type ReactNode } from 'react'
import { IntlMessageFormat } from 'intl-messageformat'
import en from '../words/en.json'

/** Every text of the pages stands in one catalogue; its keys are checked by the compiler. */
export type WordKey = keyof typeof en

type Values = Readonly<Record<string, string | number>>
type Rich = Readonly<Record<string, ReactNode | ((chunks: ReactNode[]) => ReactNode)>>

/** How numbers and dates are written: as the reader's browser asks, in the language of the catalogue. */
export const locale = navigator.languages.find((one) => one.startsWith('en')) ?? 'en-GB'

const made = new Map<WordKey, IntlMessageFormat>()

function messageOf(key: WordKey): IntlMessageFormat {
  const known = made.get(key)
  if (known !== undefined) return known
  const message = new IntlMessageFormat(en[key], locale)
  made.set(key, message)
  return message
}

/** A text, with its values. */
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
  const key = `${prefix}.${word}`
  return key in en ? say(key as WordKey) : word.replaceAll('-', ' ')
}
