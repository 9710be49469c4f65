import { useQuery } from '@tanstack/react-query'
import { members } from '../../../src/kernel/access/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { capitalised, count } from '../../lib/formats.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { FigureLink } from '../../ui/links.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { PartyMark } from '../../ui/party-name.tsx'
import { peopleByRole, type PeopleOfRole } from './people-by-role.ts'

/** Who works on the process, by role: how many, and not who. */
export function PeopleSheet() {
  const engagement = useThisEngagement()
  const { engagementId } = engagement
  const nameOf = ({ party, role }: PeopleOfRole) =>
    role === 'all' ? say('people.all', { name: engagement[party].name }) : capitalised(wordFor('role', role))
  const query = useQuery(asking(members, { engagementId }))
  return (
    <Sheet title={say('people.sheet')}>
      <Asked query={query} what={say('people.sheet')}>
        {({ rows }) => (
          <Pairs
            pairs={peopleByRole(rows).map((one) => ({
              key: `${one.party} ${one.role}`,
              name: (
                <>
                  <PartyMark party={one.party} /> {nameOf(one)}
                </>
              ),
              value: (
                <FigureLink
                  to="/e/$engagementId/people"
                  params={{ engagementId }}
                  search={{ party: one.party, role: one.role }}
                  aria-label={say('people.open', { role: nameOf(one), people: one.people })}
                >
                  {count(one.people)}
                </FigureLink>
              ),
            }))}
          />
        )}
      </Asked>
    </Sheet>
  )
}
