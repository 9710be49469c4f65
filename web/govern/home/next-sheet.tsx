import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { agreedTerms } from '../../../src/contract/agreements/commands.ts'
import type { statement } from '../../../src/govern/statements/commands.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { parseInstant } from '../../../src/kernel/time/instant.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { capitalised, cityOf, dateIn, dateName, isoText, moment, monthName, timeOfDay } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Sheet } from '../../ui/page.tsx'
import { Pairs, type Pair } from '../../ui/pairs.tsx'

type Shown = z.output<typeof statement.output>

/** What comes next, on the clocks of both: only what follows from the month and from agreed terms. */
export function NextSheet({ shown }: { readonly shown: Shown }) {
  const { engagementId } = useThisEngagement()
  const { period } = shown.statement
  const { month, zone } = period
  const now = systemClock.now()
  const ends = parseInstant(period.to)
  const today = dateIn(now, zone)
  const later = useQuery(asking(agreedTerms, { engagementId, at: `${Number(today.slice(0, 4)) + 50}-12-31` }))
  const pairs: readonly Pair[] = [
    ...(ends > now
      ? [
          {
            key: 'end',
            name: capitalised(say('next.both', { month: monthName(month) })),
            value: <BothClocks at={ends} />,
          },
        ]
      : []),
    ...(ends <= now && shown.state === 'open'
      ? [{ key: 'draft', name: say('next.draft', { month: monthName(month) }), value: say('next.now') }]
      : []),
    ...(later.data !== undefined && later.data.effective > today
      ? [
          {
            key: 'terms',
            name: say('next.terms'),
            value: <time dateTime={later.data.effective}>{dateName(later.data.effective)}</time>,
          },
        ]
      : []),
  ]
  return (
    <Sheet title={say('next.title')}>
      {pairs.length === 0 ? <p className="small muted">{say('next.none')}</p> : <Pairs pairs={pairs} />}
    </Sheet>
  )
}

/** One instant on the clock of each party: '1 Nov, 00:00 Oslo / 07:00 Manila'. */
function BothClocks({ at }: { readonly at: number }) {
  const { client, provider } = useThisEngagement()
  const isSame = client.zone === provider.zone
  const beside = dateIn(at, client.zone) === dateIn(at, provider.zone) ? timeOfDay : moment
  return (
    <time dateTime={isoText(at)} title={`${client.zone} / ${provider.zone}`}>
      {moment(at, client.zone)} {cityOf(client.zone)}
      {isSame ? null : ` / ${beside(at, provider.zone)} ${cityOf(provider.zone)}`}
    </time>
  )
}
