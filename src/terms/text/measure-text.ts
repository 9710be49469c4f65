import type { Measure, ShareMeasure } from '../level/measure.ts'
import { selectionText } from '../measure/selecting.ts'
import type { Terms } from '../model.ts'
import { targetEnglish } from '../time/target/target-text.ts'
import { kindSentences } from './measure-kind-text.ts'
import { countText, decimalsText, roundingWords } from './phrases.ts'
import type { TermText } from './phrases.ts'

/** Measures: what is counted among what, by which clock, and how a result is held against its thresholds. */
export function measureTexts(terms: Terms): TermText[] {
  return Object.entries(terms.measures).map(([id, measure]) => {
    const { clause, label } = measure
    const what = measure.kind === 'share' ? shareSentences(id, measure) : kindSentences(id, measure.of)
    const called = label === undefined ? [] : [`The measure ${id} is called: ${label}.`]
    return { clause, name: label ?? `Measure ${id}`, sentences: [...called, ...what, ...commonSentences(id, measure)] }
  })
}

const populations = {
  'due-in-period': 'those that fall due in the month',
  'closed-in-period': 'those whose clock stopped in the month',
  'received-in-period': 'those whose clock started in the month',
} as const

function shareSentences(id: string, { share, population, excluding }: ShareMeasure): string[] {
  const { where, only, when } = share
  const which = selectionText({ only, when })
  const head = `The measure ${id} is the share of work items${which}`
  const first =
    'cases' in where
      ? [
          `${head} whose clock stops in time; the first of these cases that holds says which clock and when.`,
          ...where.cases.map(
            (one) =>
              `For the measure ${id}, where ${one.when.english()}, the clock ${one.clock} has to stop ` +
              `${targetEnglish(one.within.duration)}.`,
          ),
          `Work items for which no case holds do not count for the measure ${id}.`,
        ]
      : [`${head} whose clock ${where.clock} stops ${targetEnglish(where.within.duration)}.`]
  return [
    ...first,
    `Of these work items the measure ${id} counts ${populations[population]}.`,
    ...excluding.map(
      ({ event, clause }) => `A work item with "${event}" is left out of the measure ${id}, by clause ${clause}.`,
    ),
  ]
}

const small = { 'not-measured': 'it is not measured', 'allow-one-miss': 'one miss is allowed' } as const

function commonSentences(id: string, { rollingMonths, minimumSample, test, print }: Measure): string[] {
  const rolling =
    rollingMonths === undefined
      ? []
      : [`The measure ${id} is taken over ${rollingMonths} months that end with the month, added up by volume.`]
  const sample =
    minimumSample === undefined
      ? []
      : [
          `Where fewer than ${countText(minimumSample.items, 'item')} count for the measure ${id}, ` +
            `${small[minimumSample.below]}.`,
        ]
  const held =
    test === 'exact'
      ? `The exact result of the measure ${id} is held against its thresholds`
      : `The result of the measure ${id} is rounded to ${decimalsText(test.rounded)} ` +
        `(${roundingWords[test.rounding]}) before it is held against its thresholds`
  return [...rolling, ...sample, `${held}; it is printed with ${decimalsText(print)}.`]
}
