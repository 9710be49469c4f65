import { triggerText } from '../credit/look-back/trigger.ts'
import type { ServiceLevel } from '../level/service-level.ts'
import type { Terms } from '../model.ts'
import { creditSentences } from './credit/level-credit-text.ts'
import { countText, decimalsText, monthName } from './phrases.ts'
import type { TermText } from './phrases.ts'

/** Service levels: their thresholds, when a miss of them earns a credit, and which one. */
export function levelTexts(terms: Terms): TermText[] {
  return Object.entries(terms.serviceLevels).map(([id, level]) => {
    const { clause, name } = level
    const sentences = [
      `${id} is called: ${name}.`,
      thresholdSentence(id, level, terms.measures[level.measure]?.kind === 'share'),
      ...conditionSentences(id, level),
      ...(level.credit ? creditSentences(id, level.credit) : []),
    ]
    return { clause, name: `${id}, ${name}`, sentences }
  })
}

function thresholdSentence(id: string, level: ServiceLevel, isShare: boolean): string {
  const { kind, measure, expected, minimum, direction } = level
  const what = kind === 'critical' ? 'a critical service level' : 'a key measurement, which is reported only'
  const side = direction === 'at-most' ? 'at most' : direction === 'at-least' ? 'at least' : isShare ? '' : 'at least'
  const [at, worst] = side === '' ? ['', 'minimum'] : [`${side} `, 'minimum']
  return (
    `${id} is ${what}: ${at}${expected.text} of the measure ${measure} is expected in each month, and ` +
    `${at}${minimum.text} is the ${worst}.`
  )
}

function conditionSentences(id: string, level: ServiceLevel): string[] {
  const { creditThreshold, floor, weight, trigger, graceMonths, improvement } = level
  return [
    ...(creditThreshold ? [`The credit of ${id} begins below ${creditThreshold.text}.`] : []),
    ...(floor
      ? [`No ${floor.each} may fall below ${floor.atLeast.text}; otherwise the minimum of ${id} is missed.`]
      : []),
    ...(weight ? [`The weight of ${id} is ${weight.text}.`] : []),
    ...(trigger ? [`${id} earns its credit ${triggerText(trigger)}.`] : []),
    ...(graceMonths === undefined
      ? []
      : [`${id} earns no credit in the first ${countText(graceMonths, 'month')} of the contract.`]),
    ...(improvement ? [improvementSentence(id, improvement)] : []),
  ]
}

function improvementSentence(id: string, rule: NonNullable<ServiceLevel['improvement']>): string {
  const { inMonth, bestMonths, stepAtMost, ceiling, places } = rule
  const best =
    `the best ${countText(bestMonths, 'month')} of the year before, added up by volume and ` +
    `rounded down to ${decimalsText(places)}`
  const limits = `by at most ${stepAtMost.text} and to at most ${ceiling.text}; it never falls`
  return `In each ${monthName(inMonth)} the expected level of ${id} rises to the result of ${best}, ${limits}.`
}
