import type { z } from 'zod'
import type { members } from '../../../src/kernel/access/commands.ts'

type Member = z.output<typeof members.output>['rows'][number]

export interface PeopleOfRole {
  readonly party: 'client' | 'provider'
  /** A role of those who work the items, `ai-worker` for what is no person, or `all` that the party has there. */
  readonly role: string
  readonly people: number
}

/** Those who work the items, lead them and look at their work: whom a reader of the month asks after. */
const named = ['agent', 'ai-worker', 'team-leader', 'quality-analyst']

/**
 * All that a member counts as; nothing for systems and members of neither party, who are no people of the process. Who
 * is disabled is known to the own organisation alone, so it makes no difference: both parties see the same number.
 */
export function countedAs({ party, roles, kind }: Member): readonly string[] {
  if (party === 'neither' || kind === 'system') return []
  return [...(kind === 'ai' ? ['ai-worker'] : roles), 'all']
}

/** The provider's members by each of the named roles, then all of each party. Who has several roles counts in each. */
export function peopleByRole(rows: readonly Member[]): PeopleOfRole[] {
  const counting = (party: 'client' | 'provider', role: string): PeopleOfRole => ({
    party,
    role,
    people: rows.filter((member) => member.party === party && countedAs(member).includes(role)).length,
  })
  const counted = [
    ...named.map((role) => counting('provider', role)),
    counting('provider', 'all'),
    counting('client', 'all'),
  ]
  return counted.filter(({ people }) => people > 0)
}
