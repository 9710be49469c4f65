import type { Terms } from '../model.ts'
import { calendarTexts } from './calendar-text.ts'
import { clockTexts } from './clock-text.ts'
import { creditTermsTexts } from './credit/credit-terms-text.ts'
import { exitTexts } from './exit-text.ts'
import { generalText } from './general-text.ts'
import { levelTexts } from './level-text.ts'
import { measureTexts } from './measure-text.ts'
import { obligationTexts } from './obligation-text.ts'
import { compareClauses } from './phrases.ts'
import { chargeTexts } from './price/charge-text.ts'
import { indexTexts } from './price/index-text.ts'

/** A clause of the agreement in English, generated from its terms: one sentence for each thing that it says. */
export type ClauseText = {
  /** '7.2'; empty for what holds for all clauses. */
  readonly clause: string
  readonly heading: string
  readonly sentences: readonly string[]
}

/**
 * The terms in English, clause by clause in the order of the agreement (7.10 after 7.9). The same terms give the same
 * sentences, every value stands in one with its unit, and each sentence names what it is about, so that two versions
 * can be compared line by line. What a clause says first gives it its heading: levels, charges and credits before the
 * measures, clocks and calendars on which they rest.
 */
export function clauseText(terms: Terms): ClauseText[] {
  const said = [
    ...generalText(terms),
    ...levelTexts(terms),
    ...chargeTexts(terms),
    ...indexTexts(terms),
    ...creditTermsTexts(terms),
    ...exitTexts(terms),
    ...obligationTexts(terms),
    ...measureTexts(terms),
    ...clockTexts(terms),
    ...calendarTexts(terms),
  ]
  return [...Map.groupBy(said, ({ clause }) => clause)]
    .map(([clause, own]) => ({
      clause,
      heading: own[0]?.name ?? '',
      sentences: own.flatMap(({ sentences }) => sentences),
    }))
    .sort((left, right) => compareClauses(left.clause, right.clause))
}

/** The same as lines: a heading for each clause, and below it one sentence a line. */
export function clauseLines(terms: Terms): string[] {
  return clauseText(terms).flatMap(({ clause, heading, sentences }) => [
    `${clause} ${heading}`.trim(),
    ...sentences.map((sentence) => `  ${sentence}`),
  ])
}
