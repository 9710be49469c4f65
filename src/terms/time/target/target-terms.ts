import { z } from 'zod'
import { TimeError } from '../../../kernel/time/time-error.ts'
import { unreadable } from '../../value/problem.ts'
import { pauseRules, type Target } from './target.ts'
import { calendarDays, cutOff, parseTarget, targetText } from './target-text.ts'

const Written = z.union([
  z.string(),
  z.strictObject({
    receivedBy: z.string().optional(),
    dueBy: z.string().optional(),
    days: z.int().optional(),
    laterDays: z.int().optional(),
    calendarDays: z.int().optional(),
    whilePaused: z.enum(pauseRules).optional(),
  }),
])

const example = '"4 business-hours", "2 business-days", "rolling 4 hours", "3 calendar-days" or a cut-off'

/**
 * A target in terms: a text, `{ calendarDays: 3, whilePaused }`, or a cut-off
 * `{ receivedBy: '23:00', dueBy: '07:00', days: 1, laterDays: 2, whilePaused }`. It gives the canonical text of an
 * object, the text itself of a text, and the target.
 */
export const TargetText = Written.transform((written, context): { text: string; duration: Target } => {
  try {
    if (typeof written === 'string') return { text: written, duration: parseTarget(written) }
    const duration = ofObject(written)
    return { text: targetText(duration), duration }
  } catch (error) {
    if (!(error instanceof TimeError)) throw error
    unreadable(context, { message: error.what, mend: `${sentence(error.mend)}, or another target: ${example}` })
    return z.NEVER
  }
})

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function ofObject(written: Exclude<z.output<typeof Written>, string>): Target {
  const { receivedBy, dueBy, days, laterDays, calendarDays: dates, whilePaused } = written
  const paused = whilePaused === undefined ? {} : { whilePaused }
  const parts = { receivedBy, dueBy, days, laterDays }
  const missing = Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (dates !== undefined) {
    if (missing.length === 4) return { ...calendarDays(dates), ...paused }
    throw new TimeError('calendar days and a cut-off stand together', 'write one of the two')
  }
  if (receivedBy === undefined || dueBy === undefined || days === undefined || laterDays === undefined) {
    throw new TimeError(`a cut-off lacks ${missing.join(', ')}`, 'say receivedBy, dueBy, days and laterDays')
  }
  return { ...cutOff({ receivedBy, dueBy, days, laterDays }), ...paused }
}
