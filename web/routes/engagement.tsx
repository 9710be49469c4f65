import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { useFeed } from '../lib/feed.ts'
import { askEngagements, type Engagement } from '../lib/session.ts'
import { say } from '../lib/words.ts'
import { Asked } from '../ui/asked.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { EngagementContext } from '../lib/engagement.ts'

/** What all pages of one engagement share: that it is the reader's, and that they follow its record. */
export function EngagementFrame() {
  const { engagementId } = useParams({ from: '/e/$engagementId' })
  const engagements = useQuery(askEngagements)
  return (
    <Asked query={engagements} what={say('page.portfolio')}>
      {({ rows }) => {
        const engagement = rows.find((row) => row.engagementId === engagementId)
        return engagement === undefined ? <Unknown /> : <Known engagement={engagement} />
      }}
    </Asked>
  )
}

function Known({ engagement }: { readonly engagement: Engagement }) {
  useFeed(engagement.engagementId)
  return (
    <EngagementContext value={engagement}>
      <Outlet />
    </EngagementContext>
  )
}

function Unknown() {
  return (
    <Page title={say('nowhere.engagement')}>
      <p>{say('nowhere.engagement.why')}</p>
      <ButtonLink to="/engagements">{say('page.portfolio')}</ButtonLink>
    </Page>
  )
}
