import { useQuery } from '@tanstack/react-query'
import { members } from '../../../src/kernel/access/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say, wordFor } from '../../lib/words.ts'
import { PartyMark } from '../../ui/party-name.tsx'

export function factText(value: string | number | boolean): string {
  if (typeof value === 'boolean') return say(value ? 'fact.yes' : 'fact.no')
  return String(value)
}

/** Names of the own party's people; the other party's stay with it, so they are called by their party and role. */
export function useActorNames() {
  const engagement = useThisEngagement()
  const { data } = useQuery({ ...asking(members, { engagementId: engagement.engagementId }), staleTime: Infinity })
  return (actorId: string) => {
    const member = data?.rows.find(({ principalId }) => principalId === actorId)
    if (member === undefined) return say('actor.system')
    const role = member.roles[0] === undefined ? '' : wordFor('role', member.roles[0])
    const name = member.name ?? (member.kind === 'ai' ? say('actor.ai', { role }) : role)
    if (member.party === 'neither') return name
    return (
      <>
        <PartyMark party={member.party} /> {name}
      </>
    )
  }
}
