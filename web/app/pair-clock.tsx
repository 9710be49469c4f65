import { useQuery } from '@tanstack/react-query'
import { agreedTerms } from '../../src/contract/agreements/commands.ts'
import { systemClock } from '../../src/kernel/time/clock.ts'
import { asking } from '../lib/calling.ts'
import { cityOf, dateIn, howLong, timeOfDay } from '../lib/formats.ts'
import { useNow } from '../lib/now.ts'
import { mayUse, useSelf, type Engagement } from '../lib/session.ts'
import { say, tell } from '../lib/words.ts'

const minuteMillis = 60_000

/** The time at both parties and, where their agreed terms say when each is at work, when both are. */
export function PairClock({ engagement }: { readonly engagement: Engagement }) {
  const now = useNow(10_000)
  const { client, provider } = engagement
  const zones = client.zone === provider.zone ? [client.zone] : [client.zone, provider.zone]
  return (
    <span className="clock" role="group" aria-label={say('clock.label')}>
      {zones.map((zone) => (
        <span key={zone}>
          {cityOf(zone)} <b>{timeOfDay(now, zone)}</b>
        </span>
      ))}
      <OverlapText engagement={engagement} now={Math.floor(now / minuteMillis) * minuteMillis} />
    </span>
  )
}

function OverlapText({ engagement, now }: { readonly engagement: Engagement; readonly now: number }) {
  const self = useSelf()
  const { engagementId, client, provider } = engagement
  const at = dateIn(systemClock.now(), client.zone)
  const mayAsk = mayUse(agreedTerms, self, engagement)
  const terms = useQuery({ ...asking(agreedTerms, { engagementId, at }), enabled: mayAsk, staleTime: Infinity })
  const overlap = useQuery({
    queryKey: [engagementId, 'overlap', terms.data?.termsHash, now],
    enabled: terms.data !== undefined,
    // The calendars and their zones are a good part of the terms' code: it comes after the page.
    queryFn: async () => {
      const { overlapOf } = await import('./overlap.ts')
      return overlapOf(terms.data?.terms, { client: client.zone, provider: provider.zone }, now) ?? null
    },
    placeholderData: (before) => before,
  })
  if (!overlap.data) return null
  const { isOpen, changesAt } = overlap.data
  const left = <b>{howLong(changesAt - now)}</b>
  return <span>{tell(isOpen ? 'clock.ends' : 'clock.begins', { left })}</span>
}
