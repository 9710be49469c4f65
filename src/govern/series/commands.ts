import { noAgreedTerms } from '../../contract/agreements/commands.ts'
import { command, EngagementInput, PageInput, pageOf, query } from '../../kernel/command.ts'
import { refusal } from '../../kernel/refusal.ts'
import { moneyDeciders, moneyReaders } from '../statements/model.ts'
import { SeriesDecimal, SeriesName, SeriesPeriod, SeriesValue } from './model.ts'

export const noSuchSeries = refusal('no-such-series', 'not-found', 'The agreed terms use no series of this name')
export const statedAlready = refusal('stated-already', 'conflict', 'This value stands already')
export const otherValue = refusal('other-value', 'conflict', 'Another value waits, or none')
export const ownValue = refusal('own-value', 'conflict', 'The other party confirms a value')

const deciders = { who: 'members', roles: moneyDeciders, party: 'either' } as const
const ValueInput = EngagementInput.extend({ series: SeriesName, period: SeriesPeriod, value: SeriesDecimal })
const example = {
  engagementId: '0192f0c1-0000-7000-8000-00000000000e',
  series: 'labour',
  period: '2026-01',
  value: '104.2',
}

export const seriesValues = query({
  name: 'series',
  summary: 'Values that prices follow and no work item holds, and those that wait for the other party.',
  path: '/engagements/{engagementId}/series',
  input: EngagementInput.extend(PageInput.shape),
  output: pageOf(SeriesValue),
  allow: { who: 'members', roles: moneyReaders, party: 'any' },
})

export const stateSeriesValue = command({
  name: 'state-series-value',
  summary: 'States a value of a series that the agreed terms use; it counts once the other party has confirmed it.',
  path: '/engagements/{engagementId}/series/statement',
  input: ValueInput,
  output: SeriesValue,
  refusals: [noAgreedTerms, noSuchSeries, statedAlready],
  allow: deciders,
  examples: [example],
})

export const confirmSeriesValue = command({
  name: 'confirm-series-value',
  summary: 'Confirms the value that the other party stated; months that are settled from now on follow it.',
  path: '/engagements/{engagementId}/series/confirmation',
  input: ValueInput,
  output: SeriesValue,
  refusals: [otherValue, ownValue],
  allow: deciders,
  examples: [example],
})
