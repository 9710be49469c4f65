import type { Rule } from '../draft.ts'
import { countingRules } from './counting.ts'
import { thresholdRules } from './thresholds.ts'
import { wholeRules } from './wholes.ts'

/** What the linter looks for in measures and service levels. */
export const levelRules: readonly Rule[] = [...countingRules, ...thresholdRules, ...wholeRules]
