import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { askEngagements, useSelf } from '../lib/session.ts'
import { say } from '../lib/words.ts'
import { Asked } from '../ui/asked.tsx'
import { landingOf } from './landing.ts'

export function LandingPage() {
  const engagements = useQuery(askEngagements)
  const isAdministrator = useSelf()?.principal.standing === 'administrator'
  return (
    <Asked query={engagements} what={say('page.portfolio')}>
      {({ rows }) => <Navigate {...landingOf(rows, isAdministrator)} replace />}
    </Asked>
  )
}
