import type { Rule } from '../draft.ts'
import { amountRules } from './amounts.ts'
import { movingRules } from './moving.ts'
import { volumeRules } from './volumes.ts'

/** What the linter looks for in charges and what moves them. */
export const priceRules: readonly Rule[] = [...amountRules, ...movingRules, ...volumeRules]
