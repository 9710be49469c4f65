import { earnBackText } from '../../credit/look-back/earn-back.ts'
import type { Limit } from '../../credit/caps.ts'
import type { CreditTerms } from '../../credit/credit-terms.ts'
import type { Terms } from '../../model.ts'
import { countText, roundingWords } from '../phrases.ts'
import type { TermText } from '../phrases.ts'
import { baseText } from './level-credit-text.ts'

/** What holds for all credits of a month together. */
export function creditTermsTexts({ credits }: Terms): TermText[] {
  if (!credits) return []
  const sentences = [
    `Each credit is rounded once, ${roundingWords[credits.rounding]}, to the smallest unit of the currency.`,
    ...capSentences(credits),
    ...poolSentences(credits),
    ...pointSentences(credits),
    ...incidentSentences(credits),
    ...(credits.earnBack ? [`Earn-back: ${earnBackText(credits.earnBack)}${endText(credits.earnBack)}.`] : []),
    ...payingSentences(credits),
  ]
  return [{ clause: credits.clause, name: 'Service credits', sentences }]
}

function endText({ kind, share, repeats }: NonNullable<CreditTerms['earnBack']>): string {
  const part = kind === 'hold-and-release' ? `; the part that is held is ${share.text}` : ''
  const also = repeats === 'also' ? '; a credit for a repeated failure is earned back like any other' : ''
  return `${part}${also}; after the end of the contract nothing is earned back`
}

function capSentences({ cap, atRisk }: CreditTerms): string[] {
  const spans = [
    ['month', 'a month', cap?.month],
    ['contractYear', 'a year of the contract', cap?.contractYear],
    ['calendarYear', 'a calendar year', cap?.calendarYear],
  ] as const
  const caps = spans.flatMap(([, span, limit]) =>
    limit ? [`The credits of ${span} are together at most ${limitText(limit)}.`] : [],
  )
  const none = caps.length === 0 && !atRisk ? ['No cap on the credits of a month or year is agreed.'] : []
  const risk = atRisk
    ? [`The amount at risk in a month is ${limitText(atRisk)}; the credits of a month are together at most that.`]
    : []
  return [...caps, ...risk, ...none]
}

function limitText(limit: Limit): string {
  if (limit.kind === 'amount') return limit.text
  const of = limit.of === 'charges' ? 'the charges of that time' : 'the average month of that time'
  return `${limit.share.text} of ${of}`
}

function poolSentences({ pool }: CreditTerms): string[] {
  return pool ? [`The pool is ${pool.text} of the amount at risk, and is allocated to service levels.`] : []
}

function pointSentences({ points }: CreditTerms): string[] {
  if (!points) return []
  const rows = points.table.map(({ from, credit }) => `${credit.text} from ${countText(from, 'point')}`).join(', ')
  const base = baseText(points.of)
  return [`The points of a month are added up, and earn a share of ${base} by the last row that is reached: ${rows}.`]
}

function incidentSentences({ sameIncident }: CreditTerms): string[] {
  if (!sameIncident) return []
  const { fact, take } = sameIncident
  const same = `Where work items with the same "${fact}" make several service levels fail`
  if (take === 'all') return [`${same}, each of them earns its credit.`]
  if (take === 'largest') return [`${same}, only the largest of the credits is owed.`]
  return [`${same}, only the credit that the client chooses by "${take.choice}" is owed; until then it is the largest.`]
}

function payingSentences({ applied, cashWithinDays }: CreditTerms): string[] {
  const on =
    applied === undefined ? [] : [`Credits are taken off the ${applied === 'same-invoice' ? 'same' : 'next'} invoice.`]
  const cash =
    cashWithinDays === undefined
      ? []
      : [`A credit for which there is no invoice is paid in money within ${countText(cashWithinDays, 'day')}.`]
  return [...on, ...cash]
}
