import { useSyncExternalStore } from 'react'
import en from '../words/en.json'
import { keep, readKept } from './kept.ts'

/** English is the first catalogue: its keys are those that the compiler knows. */
export type WordKey = keyof typeof en
export type Catalogue = Readonly<Partial<Record<WordKey, string>>>

/** The languages that the pages speak, each under the name that its speakers give it. */
export const languageNames = { en: 'English', nb: 'Norsk bokmål' } as const
export type Language = keyof typeof languageNames
export const languages: readonly Language[] = ['en', 'nb']

/** What is spoken now: a language, how it writes numbers and dates, and its texts. Another object after each change. */
export interface Spoken {
  readonly language: Language
  readonly locale: string
  readonly words: Catalogue
}

// English comes with the first page; another language is fetched when it is chosen.
const catalogues: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: () => Promise.resolve(en),
  nb: async () => (await import('../words/nb.json')).default,
}

/** Language tags of browsers that mean a language here: who asks for Norwegian reads Bokmål. */
const meant: Readonly<Record<string, Language>> = { en: 'en', nb: 'nb', no: 'nb', nn: 'nb' }
const usualLocale: Readonly<Record<Language, string>> = { en: 'en-GB', nb: 'nb-NO' }

const watchers = new Set<() => void>()
let spoken: Spoken = { language: 'en', locale: localeFor('en', navigator.languages), words: en }

/** The language to speak: the one that was chosen here, else the first that the browser asks for and there is. */
export function languageFor(chosen: string | null, asked: readonly string[]): Language {
  const known = languages.find((language) => language === chosen)
  return known ?? asked.map(meaning).find((language) => language !== undefined) ?? 'en'
}

/** How a language writes numbers and dates: as the browser asks for it, otherwise as most of its readers know it. */
export function localeFor(language: Language, asked: readonly string[]): string {
  return asked.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? usualLocale[language]
}

function meaning(tag: string): Language | undefined {
  return meant[tag.toLowerCase().split('-')[0] ?? '']
}

export function spokenNow(): Spoken {
  return spoken
}

/** Shows a component again whenever another language is spoken. */
export function useSpoken(): Spoken {
  return useSyncExternalStore(watch, spokenNow)
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** What was chosen in this browser; null where it follows the browser's own languages. */
export function languageChosen(): Language | null {
  return languages.find((language) => language === readKept('language')) ?? null
}

/** Chooses a language for this browser, or with null none of its own, and speaks it. */
export async function chooseLanguage(chosen: Language | null): Promise<void> {
  keep('language', chosen)
  await speak()
}

/** Speaks the language that was chosen or is asked for. Where its texts cannot be fetched, what was spoken stays. */
export async function speak(): Promise<void> {
  const language = languageFor(readKept('language'), navigator.languages)
  const words = await catalogues[language]().catch(() => undefined)
  // Meanwhile another one may have been chosen: the last choice counts.
  if (words === undefined || language !== languageFor(readKept('language'), navigator.languages)) return
  speakingFrom({ language, locale: localeFor(language, navigator.languages), words })
  document.documentElement.lang = language
}

/** From now on every text, number and date is of this language. */
export function speakingFrom(next: Spoken): void {
  spoken = next
  for (const watcher of watchers) watcher()
}
