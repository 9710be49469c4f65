import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { askEngagements } from '../lib/session.ts'
import { say } from '../lib/words.ts'
import { Asked } from '../ui/asked.tsx'
import { landingOf } from './landing.ts'

export function LandingPage() {
  const engagements = useQuery(askEngagements)
  return (
    <Asked query={engagements} what={say('page.portfolio')}>
      {({ rows }) => <Navigate {...landingOf(rows)} replace />}
    </Asked>
  )
}
