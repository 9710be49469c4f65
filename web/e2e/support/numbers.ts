/** Every number that a page shows: the figures with where they lead, and whatever is a number and leads nowhere. */
import type { Page } from 'playwright-core'
import { vi } from 'vitest'
import type { Statement } from '../../../src/terms/statement.ts'
import { everyFigure } from '../../../src/terms/explanation.ts'

export interface ShownFigure {
  readonly text: string
  /** Path and search of the page that it opens. */
  readonly href: string
  /** The part of the page in which it stands: the id of that part's heading. */
  readonly part: string
}

export interface Numbers {
  readonly figures: readonly ShownFigure[]
  /** Texts with digits that neither lead anywhere nor are on the list of what is no figure. */
  readonly bare: readonly string[]
}

/** Elements whose digits are no figures, and why. */
const noFigures: Readonly<Record<string, string>> = {
  time: 'an instant',
  select: 'months and papers to choose from',
  '[data-explains]': 'the sentence that explains a figure; its numbers stand below it, each as a link',
  '.mono': 'a digest, an id, or the number of a line',
  '[role=img]': 'a drawing; what it shows stands as numbers beside it',
}

/** Texts whose digits are no figures: dates, clauses, ends of digests, the axis of a drawing, the list's own head. */
const noFigureTexts: readonly RegExp[] = [
  /\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?: \d{4})?\b/,
  /\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b/,
  /, day \d{1,2}\b/,
  /\bClause [\d.]+/,
  /^\d+(?:\.\d+)*$(?<=\d\.\d+)/,
  /\b[0-9a-f]{4}…[0-9a-f]{4}\b/,
  /\b\d+ to 100 %/,
  /^[\d,]+ work items?: /,
  /^[\d,]+ of [\d,]+ shown, times in /,
  /^How .* came about$/,
]

/** Waits until nothing on the page is loading or from before. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const isWaiting = () => page.evaluate(() => document.querySelector('main [role=status], main .old') !== null)
  await vi.waitUntil(async () => !(await isWaiting()), { timeout: 15_000, interval: 50 })
}

/** The numbers in the main part of a page. `agreed` are texts that the parties wrote, digits and all. */
export async function numbersOn(page: Page, agreed: readonly string[]): Promise<Numbers> {
  await settled(page)
  const found = await page.evaluate((passed) => {
    const main = document.querySelector('main')
    if (main === null) throw new Error('The page has no main part.')
    const figures = [...main.querySelectorAll<HTMLAnchorElement>('a[data-evidence]')].map((link) => ({
      text: link.textContent.trim(),
      href: link.pathname + link.search + link.hash,
      part: link.closest('section[aria-labelledby]')?.getAttribute('aria-labelledby') ?? '',
    }))
    const texts: string[] = []
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement
      if (!/\d/.test(node.textContent ?? '') || element === null) continue
      if (element.closest(`a[data-evidence], ${passed}`) === null) texts.push(node.textContent ?? '')
    }
    return { figures, texts }
  }, Object.keys(noFigures).join(', '))
  const rest = found.texts.filter((text) => {
    const own = without(text.trim(), agreed)
    return /\d/.test(noFigureTexts.reduce((left, pattern) => left.replace(pattern, ''), own))
  })
  return { figures: found.figures, bare: [...new Set(rest)] }
}

/** A text without the words that the parties wrote. */
export function without(text: string, agreed: readonly string[]): string {
  const longestFirst = [...agreed].sort((left, right) => right.length - left.length)
  return longestFirst.reduce((left, word) => left.replaceAll(word, ''), text)
}

/** What the parties called things in a statement: names, ids and labels, with the digits that stand in them. */
export function wordsOf(statement: Statement): readonly string[] {
  const { agreement, serviceLevels, charges, credits, figures } = statement
  const named = [...serviceLevels, ...charges, ...credits].flatMap(({ id, name, clause }) => [id, name, clause])
  return [agreement, ...named, ...everyFigure(figures).map(({ label }) => label)].filter((text) => /\d/.test(text))
}

/** The numbers in a text, as exact decimal texts: '−1,023.80 of 3' is ['1023.80', '3'], in the marks of a locale. */
export function decimalsIn(text: string, locale: 'en-GB' | 'nb-NO' = 'en-GB'): string[] {
  const [group, point] = locale === 'en-GB' ? [',', '.'] : ['\u00A0', ',']
  const found = text.match(new RegExp(`\\d{1,3}(?:${group}\\d{3})+(?:\\${point}\\d+)?|\\d+(?:\\${point}\\d+)?`, 'g'))
  return (found ?? []).map((number) => number.replaceAll(group, '').replace(point, '.'))
}
