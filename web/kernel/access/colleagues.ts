import type { z } from 'zod'
import { useQueryClient } from '@tanstack/react-query'
import { addMember, type members } from '../../../src/kernel/access/commands.ts'
import { organisationPrincipals } from '../../../src/kernel/identity/commands.ts'
import { asking } from '../../lib/calling.ts'
import { mayUse, useSelf, type Engagement } from '../../lib/session.ts'
import { say, wordFor } from '../../lib/words.ts'

export type Colleague = z.output<typeof organisationPrincipals.output>['rows'][number]
export type Member = z.output<typeof members.output>['rows'][number]

export function askColleagues(organisationId: string) {
  return asking(organisationPrincipals, { organisationId })
}

/** Lets go of what was known about people, here and in every engagement. */
export function useForgetPeople(): () => Promise<void> {
  const client = useQueryClient()
  const told = ['organisation-principals', 'members', 'engagements', 'decisions-waiting']
  return () => client.invalidateQueries({ predicate: ({ queryKey }) => told.includes(String(queryKey[1])) })
}

/** What somebody is called where the own organisation may know the name, and what they are where it may not. */
export function nameOf(member: Member, engagement: Engagement): string {
  if (member.name !== null) return member.name
  const organisation = member.party === 'neither' ? undefined : engagement[member.party].name
  const kind = wordFor('kind', member.kind)
  return organisation === undefined ? kind : say('members.of', { kind, organisation })
}

export function rolesText(roles: readonly string[]): string {
  return roles.map((role) => wordFor('role', role)).join(', ')
}

/** Why the reader names nobody here; undefined where they do. */
export function useWhyNot(engagement: Engagement): string | undefined {
  const self = useSelf()
  return mayUse(addMember, self, engagement) ? undefined : say('members.not-administrator')
}
