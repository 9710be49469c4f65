import { baseNameOf } from '../../../src/terms/credit/raw-credit.ts'
import { parseTerms, type Terms } from '../../../src/terms/model.ts'
import { closedDatesOf, isComposed, partsOf } from '../../../src/terms/time/working-calendar.ts'
import { say, wordFor } from '../../lib/words.ts'

/** A term as a sentence, and the clause in which it stands. */
export interface TermSentence {
  readonly key: string
  readonly clause: string
  readonly name: string
  readonly text: string
}

/** The executable terms in words, each under its clause: what is computed is what can be read. */
export function termSentences(source: unknown): readonly TermSentence[] {
  const terms = parseTerms(source)
  return [
    ...Object.entries(terms.serviceLevels).map(levelSentence),
    ...Object.entries(terms.measures).map(measureSentence),
    ...Object.entries(terms.clocks).map(clockSentence),
    ...Object.entries(terms.calendars).map(calendarSentence),
    ...Object.entries(terms.charges).map(chargeSentence),
    ...creditSentences(terms),
  ]
}

type Of<Name extends 'serviceLevels' | 'measures' | 'clocks' | 'calendars' | 'charges'> = [string, Terms[Name][string]]

function levelSentence([id, level]: Of<'serviceLevels'>): TermSentence {
  const { clause, name, expected, minimum, kind, credit } = level
  const banded = credit?.form === 'bands' ? credit : undefined
  const bands = (banded?.bands ?? []).map(({ from, credit: share }) =>
    say('terms.band', { from: from.text, share: share.text }),
  )
  const of = banded === undefined ? '' : banded.of === 'charges' ? say('terms.all-charges') : baseNameOf(banded.of)
  const paid = banded === undefined ? '' : say('terms.credit', { of, bands: bands.join('; ') })
  const text = say('terms.level', { expected: expected.text, minimum: minimum.text, kind })
  return { key: `level ${id}`, clause, name: `${id}, ${name}`, text: `${text} ${paid}`.trim() }
}

function measureSentence([id, measure]: Of<'measures'>): TermSentence {
  const { clause, label, minimumSample, test } = measure
  const share = measure.kind === 'share' ? measure : undefined
  const where = share === undefined || 'cases' in share.share.where ? undefined : share.share.where
  const parts = [
    ...(where === undefined || share === undefined
      ? []
      : [say('terms.measure', { clock: where.clock, within: where.within.text, population: choice(share.population) })]),
    ...(share?.excluding ?? []).map(({ event, clause: by }) => say('terms.excluding', { event, by })),
    ...(minimumSample === undefined
      ? []
      : [say('terms.sample', { items: minimumSample.items, below: choice(minimumSample.below) })]),
    test === 'exact' ? say('terms.exact') : say('terms.rounded', { decimals: test.rounded, rounding: test.rounding }),
  ]
  return { key: `measure ${id}`, clause, name: label ?? id, text: parts.join(' ') }
}

function clockSentence([id, clock]: Of<'clocks'>): TermSentence {
  const { clause, calendar, runs, rests, reopened, cancelled } = clock
  const parts = [
    say('terms.clock', { calendar, from: names(runs.from), to: names(runs.to) }),
    ...rests.map(({ from, to, owner }) =>
      say('terms.rests', { from: names(from), to: names(to), owner: wordFor('owner', owner) }),
    ),
    ...(reopened === undefined ? [] : [say('terms.reopened', { on: names(reopened.on), how: reopened.then })]),
    ...(cancelled === undefined ? [] : [say('terms.cancelled', { by: names(cancelled) })]),
  ]
  return { key: `clock ${id}`, clause, name: say('terms.clock.name', { id }), text: parts.join(' ') }
}

function calendarSentence([id, calendar]: Of<'calendars'>): TermSentence {
  const heading = { key: `calendar ${id}`, clause: calendar.clause ?? '', name: say('terms.calendar.name', { id }) }
  if (isComposed(calendar)) {
    const parts = partsOf(calendar).join(', ')
    return { ...heading, text: say('both' in calendar ? 'terms.calendar.both' : 'terms.calendar.either', { parts }) }
  }
  const week = Object.entries(calendar.week).map(([days, hours]) => `${days} ${hours}`)
  const holidays = closedDatesOf(calendar).length
  const special = Object.keys(calendar.specialDays ?? {}).length
  const text = say('terms.calendar', { zone: calendar.zone, week: week.join(', '), holidays, special })
  return { ...heading, text }
}

function chargeSentence([id, charge]: Of<'charges'>): TermSentence {
  const name = charge.label ?? id
  const head = { key: `charge ${id}`, clause: charge.clause, name }
  if (charge.form === 'fixed') return { ...head, text: say('terms.fixed', { amount: charge.fixed.amount.text }) }
  if (charge.form === 'unit') {
    return {
      ...head,
      text: say('terms.unit', {
        price: charge.unit.price.text,
        per: charge.unit.per,
        counts: choice(charge.unit.counts),
      }),
    }
  }
  if (charge.form !== 'graduated' && charge.form !== 'volume') return { ...head, text: charge.form }
  const tiered = charge.form === 'graduated' ? charge.graduated : charge.volume
  const tiers = tiered.tiers.map(({ to, price }) =>
    to === undefined
      ? say('terms.tier.last', { price: price.text })
      : say('terms.tier', { to: decimalText(to), price: price.text }),
  )
  return {
    ...head,
    text: say(`terms.${charge.form}`, { per: tiered.per, counts: choice(tiered.counts), tiers: tiers.join('; ') }),
  }
}

function creditSentences({ credits }: Terms): TermSentence[] {
  if (credits === undefined) return []
  const cap = credits.cap === undefined ? say('terms.no-cap') : say('terms.cap', { cap: credits.cap.month?.text ?? '' })
  const text = `${cap} ${say('terms.credit-rounding', { rounding: credits.rounding })}`
  return [{ key: 'credits', clause: credits.clause, name: say('terms.credits'), text }]
}

function names(events: string | readonly string[]): string {
  return [events]
    .flat()
    .map((name) => `“${name}”`)
    .join(', ')
}

function decimalText({ digits, scale }: { readonly digits: bigint; readonly scale: number }): string {
  const text = String(digits).padStart(scale + 1, '0')
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`
}

/** A word of the terms as a choice in a message, where dashes cannot stand. */
function choice(word: string): string {
  return word.replaceAll('-', '_')
}
