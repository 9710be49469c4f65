import { findAgreedTerms } from '../../contract/agreements/agreed-terms.ts'
import { noAgreedTerms } from '../../contract/agreements/commands.ts'
import { bind, type Bound } from '../../kernel/handler.ts'
import { daysInMonth } from '../../kernel/time/civil-date.ts'
import { parseTerms } from '../../terms/model.ts'
import { volumeByDay } from './commands.ts'
import { dayRows, daysFor } from './days.ts'
import { completedBetween, firstReceivedAt, receivedBetween } from './store.ts'

export function volumeHandlers(): readonly Bound[] {
  return [
    bind(volumeByDay, async ({ tx, engagementId, now }, { month }) => {
      const lastDay = `${month}-${daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))}`
      const agreed = await findAgreedTerms(tx, engagementId, lastDay)
      if (agreed === undefined) throw noAgreedTerms.because(`No agreement of both parties is in force in ${month}.`)
      const { zone } = parseTerms(agreed.terms)
      const days = daysFor(month, zone)
      const [received, completed, first] = await Promise.all([
        receivedBetween(tx, engagementId, days.bounds),
        completedBetween(tx, engagementId, days.bounds),
        firstReceivedAt(tx, engagementId),
      ])
      const rows = dayRows(days, { received, completed, firstReceivedAt: first }, { zone, now })
      return { month, zone, rows }
    }),
  ]
}
