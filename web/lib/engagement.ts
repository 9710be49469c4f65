import { createContext, useContext } from 'react'
import type { Engagement } from './session.ts'

export const EngagementContext = createContext<Engagement | undefined>(undefined)

/** The engagement of the page that is shown. */
export function useThisEngagement(): Engagement {
  const engagement = useContext(EngagementContext)
  if (engagement === undefined) throw new Error('This part of a page stands outside an engagement.')
  return engagement
}
