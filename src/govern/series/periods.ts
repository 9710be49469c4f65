import { parseDate } from '../../kernel/time/civil-date.ts'

/** '2026-01' */
export function isMonthText(text: string): boolean {
  return /^[0-9]{4}-(?:0[1-9]|1[0-2])$/.test(text)
}

/** '2026-01-31', where that date exists. */
export function isDateText(text: string): boolean {
  try {
    parseDate(text)
    return true
  } catch {
    return false
  }
}
