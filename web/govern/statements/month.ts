import { useQuery } from '@tanstack/react-query'
import { statements } from '../../../src/govern/statements/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { monthBeside } from '../../lib/formats.ts'
import type { Key } from '../../lib/keys.ts'

/** The months that an engagement has, newest first. */
export function useMonths() {
  const { engagementId } = useThisEngagement()
  return useQuery(asking(statements, { engagementId, limit: 60 }))
}

/** `[` and `]`: the month before and the month after, among those there are. */
export function monthKeys(month: string, months: readonly { readonly month: string }[], go: (month: string) => void) {
  const step = (by: 1 | -1) => () => {
    const beside = monthBeside(month, by)
    if (months.some((one) => one.month === beside)) go(beside)
  }
  const keys: readonly Key[] = [
    { key: '[', word: 'keys.month-before', run: step(-1) },
    { key: ']', word: 'keys.month-after', run: step(1) },
  ]
  return keys
}
