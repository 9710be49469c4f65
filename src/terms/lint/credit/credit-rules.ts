import type { Rule } from '../draft.ts'
import { bandRules } from './bands.ts'
import { capRules } from './capping.ts'
import { incidentRules } from './incidents.ts'
import { poolRules } from './pools.ts'
import { returnRules } from './returning.ts'

/** What the linter looks for in credits. */
export const creditRules: readonly Rule[] = [...bandRules, ...capRules, ...poolRules, ...incidentRules, ...returnRules]
