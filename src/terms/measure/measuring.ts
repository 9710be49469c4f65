import { Accuracy, measureAccuracy } from './accuracy.ts'
import { Answered, measureAnswered } from './answered.ts'
import { Availability, measureAvailability } from './availability.ts'
import { Ageing, BacklogDays, measureAgeing, measureBacklogDays } from './backlog.ts'
import { Count, measureCount, measureRatio, measureSurvey, Ratio, Survey } from './counting.ts'
import type { MeasureAsked, MeasuredKind } from './measured-kind.ts'
import { Mean, measureMean, measurePercentile, Percentile } from './timing.ts'

/** The kinds of measure beside the share of work items within a threshold, by the term that each has. */
export const kinds = {
  answered: { schema: Answered, measure: measureAnswered },
  mean: { schema: Mean, measure: measureMean },
  percentile: { schema: Percentile, measure: measurePercentile },
  count: { schema: Count, measure: measureCount },
  ratio: { schema: Ratio, measure: measureRatio },
  survey: { schema: Survey, measure: measureSurvey },
  availability: { schema: Availability, measure: measureAvailability },
  accuracy: { schema: Accuracy, measure: measureAccuracy },
  ageing: { schema: Ageing, measure: measureAgeing },
  backlogDays: { schema: BacklogDays, measure: measureBacklogDays },
} as const

export type Kind = keyof typeof kinds

/** A measure of another kind than a share, as parsed: the kind, and its own terms. */
export type KindTerms = {
  [One in Kind]: { readonly kind: One; readonly terms: ReturnType<(typeof kinds)[One]['schema']['parse']> }
}[Kind]

/** Measures by kind. */
export function measureKind(asked: MeasureAsked, of: KindTerms): MeasuredKind {
  switch (of.kind) {
    case 'answered':
      return measureAnswered(asked, of.terms)
    case 'mean':
      return measureMean(asked, of.terms)
    case 'percentile':
      return measurePercentile(asked, of.terms)
    case 'count':
      return measureCount(asked, of.terms)
    case 'ratio':
      return measureRatio(asked, of.terms)
    case 'survey':
      return measureSurvey(asked, of.terms)
    case 'availability':
      return measureAvailability(asked, of.terms)
    case 'accuracy':
      return measureAccuracy(asked, of.terms)
    case 'ageing':
      return measureAgeing(asked, of.terms)
    case 'backlogDays':
      return measureBacklogDays(asked, of.terms)
  }
}
