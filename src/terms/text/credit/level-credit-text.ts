import type { CreditBase, LevelCredit } from '../../credit/level-credit.ts'
import { ladderText } from '../../credit/ladder.ts'
import { repeatText } from '../../credit/look-back/repeat.ts'
import { countText, listText, numberText } from '../phrases.ts'

/** The credit of a level in its form, and what a repeated failure does to it. */
export function creditSentences(id: string, credit: LevelCredit): string[] {
  const repeated = credit.repeat
    ? [
        `For a repeated failure the ${credit.form === 'points' ? 'points' : 'credit'} of ${id} ` +
          `${credit.form === 'points' ? 'count' : 'counts'} ` +
          `${repeatText(credit.repeat)}${mostText(credit.repeat)}.`,
      ]
    : []
  return [formSentence(id, credit), ...repeated]
}

function formSentence(id: string, credit: LevelCredit): string {
  switch (credit.form) {
    case 'bands': {
      const bands = credit.bands.map(({ from, credit: share }) => `${share.text} from ${from.text}`)
      return (
        `The credit of ${id} is a share of ${baseText(credit.of)}, by the band in which the result ` +
        `falls: ${bands.join(', ')}.`
      )
    }
    case 'ladder':
      return `The credit of ${id} is a share of ${baseText(credit.of)}: ${ladderText(credit.ladder)}.`
    case 'pool':
      return `The credit of ${id} is ${credit.pool.allocation.text} of the pool.`
    case 'feeDays': {
      const { each, counting, daysInMonth } = credit.feeDays
      const day = daysInMonth === 'calendar' ? 'the days of the calendar month' : `${daysInMonth} days`
      const part = counting === 'begun' ? 'that is begun' : 'that is completed'
      return (
        `The credit of ${id} is one day's part of ${baseText(credit.of)} for each ${each.text} of ` +
        `downtime ${part}; a day is one of ${day}.`
      )
    }
    case 'perMiss': {
      const { perMiss, of } = credit
      const one = 'amount' in perMiss ? perMiss.amount.text : `${perMiss.credit.text} of ${baseText(of)}`
      return `The credit of ${id} is ${one} for each miss beyond ${countText(perMiss.free, 'free one')}.`
    }
    case 'points': {
      const { points } = credit
      const count =
        typeof points === 'number'
          ? countText(points, 'point')
          : points.bands.map((band) => `${countText(band.points, 'point')} from ${band.from.text}`).join(', ')
      return `A missed month of ${id} earns ${count}.`
    }
  }
}

/** What a credit is a share of. */
export function baseText(of: CreditBase | undefined): string {
  if (of === undefined) return 'the amount at risk'
  if (of === 'charges') return 'all charges of the month'
  if ('charge' in of) return `the charge ${of.charge} of the month`
  return 'charges' in of ? `the charges ${listText(of.charges)} of the month` : `the fixed amount of ${of.fixed.text}`
}

/** The limit of a factor that applies once: that of one which grows is said with it. */
function mostText({ each, upTo }: NonNullable<LevelCredit['repeat']>): string {
  return each === 'once' ? `, at most ${numberText(upTo)} together` : ''
}
