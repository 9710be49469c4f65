import type { Rule } from '../draft.ts'
import { calendarRules } from './calendars.ts'
import { clockRules } from './clocks.ts'
import { dutyRules } from './duties.ts'
import { edgeRules } from './edges.ts'

/** What the linter looks for in calendars, clocks and duties. */
export const timeRules: readonly Rule[] = [...calendarRules, ...clockRules, ...dutyRules, ...edgeRules]
