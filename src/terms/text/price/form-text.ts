import type { Charge } from '../../price/rate-card.ts'
import { filterText } from '../../value/facts.ts'
import type { FactFilter } from '../../value/schemas.ts'
import { daysText } from '../clock-text.ts'
import { countText } from '../phrases.ts'

type Other = Exclude<Charge, { form: 'fixed' | 'unit' | 'graduated' | 'volume' }>
type Units = {
  readonly per: string
  readonly counts: 'work-items' | 'events'
  readonly only?: FactFilter | undefined
}

/** 'each work item at its first "completed"', 'each event "called" where language is "da"' */
export function unitText({ per, counts, only }: Units): string {
  const what = counts === 'work-items' ? `each work item at its first "${per}"` : `each event "${per}"`
  return `${what}${filterText(only)}`
}

/** Sentences of a charge that is neither fixed nor a price for a unit or in tiers. */
export function formSentences(it: string, charge: Other): string[] {
  switch (charge.form) {
    case 'hour': {
      const { price, minutes, per, only } = charge.hour
      return [
        `${it} is ${price.text} an hour, for the minutes in "${minutes}" of the events "${per}"${filterText(only)}.`,
      ]
    }
    case 'heads':
      return [
        `${it} is ${charge.heads.price.text} for each full-time equivalent that "${charge.heads.series}" ` +
          `states for the month.`,
      ]
    case 'package': {
      const { size, price, free } = charge.package
      const units = `${unitText(charge.package)} beyond ${countText(free, 'free one')}`
      return [`${it} is ${price.text} for each package of ${size} that is begun, counting ${units}.`]
    }
    case 'baseline':
      return baselineSentences(it, charge.baseline)
    case 'outcome': {
      const { price, clawBack } = charge.outcome
      return [
        `${it} is ${price.text} for ${unitText(charge.outcome)}.`,
        `Where "${clawBack.event}" follows within ${daysText(clawBack.withinDays)}, ${small(it)} is taken ` +
          `back in the month of that event.`,
      ]
    }
    case 'gainShare': {
      const { share, saving, per, only, above } = charge.gainShare
      return [
        `${it} is ${share.text} of what the savings of a month exceed ${above.text}: the sum of "${saving}" ` +
          `of the events "${per}"${filterText(only)}.`,
      ]
    }
    case 'passThrough': {
      const { amount, per, only, markup, cap } = charge.passThrough
      const most = cap === 'none' ? 'without a cap' : `at most ${cap.text} in a month`
      return [
        `${it} passes on the costs in "${amount}" of the events "${per}"${filterText(only)} with a markup ` +
          `of ${markup.text}, ${most}.`,
      ]
    }
    case 'revenueShare':
      return revenueSentences(it, charge.revenueShare)
    case 'oneOff':
      return [`${it} is ${charge.oneOff.amount.text}, once, in ${charge.oneOff.month}.`]
    case 'milestone':
      return milestoneSentences(it, charge.milestone)
  }
}

type Of<Form extends Other['form']> = Extract<Other, { form: Form }>

function baselineSentences(it: string, terms: Of<'baseline'>['baseline']): string[] {
  const { units, amount, deadBand, meaning, additional, reduced } = terms
  const what = meaning === 'beyond-band' ? 'only the units beyond the band are' : 'all of the difference is'
  const bands = (list: typeof additional) =>
    list.map(({ upTo, price }) => `${price.text} ${upTo ? `up to ${upTo.text}` : 'beyond'}`).join(', ')
  const ends = [...additional, ...reduced].some(
    ({ upTo }, index) => upTo && [additional.length - 1, additional.length + reduced.length - 1].includes(index),
  )
  return [
    `${it} is ${amount.text} a month for a baseline of ${countText(units, 'unit')}, counting ${unitText(terms)}.`,
    `Within ${deadBand.text} of the baseline ${small(it)} does not change; outside, ${what} charged or given back.`,
    `Units above the baseline are charged by their distance from it: ${bands(additional)}.`,
    `Units below the baseline are given back by their distance from it: ${bands(reduced)}.`,
    ...(ends ? [`Beyond the last band of ${small(it)} its price holds until the parties have agreed on another.`] : []),
  ]
}

function revenueSentences(it: string, { revenue, per, only, tiers }: Of<'revenueShare'>['revenueShare']): string[] {
  const parts = tiers.map(({ to, share }) => `${share.text} ${to ? `up to ${to.text}` : 'beyond'}`).join(', ')
  const sum = `the sum of "${revenue}" of the events "${per}"${filterText(only)}`
  return [`${it} is a share of the revenue of a month, ${sum}, each part by its own tier: ${parts}.`]
}

function milestoneSentences(it: string, { amount, event, only, holdback }: Of<'milestone'>['milestone']): string[] {
  const first = `${it} is ${amount.text}, once, at the first "${event}"${filterText(only)}.`
  if (!holdback) return [first]
  return [first, `Of ${small(it)}, ${holdback.share.text} is held back until the first "${holdback.releasedBy}".`]
}

function small(it: string): string {
  return it.replace(/^The/, 'the')
}
