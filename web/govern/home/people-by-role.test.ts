import { expect, test } from 'vitest'
import type { Role } from '../../../src/kernel/access/model.ts'
import { peopleByRole } from './people-by-role.ts'

const member = (party: 'client' | 'provider' | 'neither', roles: readonly Role[], more = {}) => ({
  principalId: '0192f0c1-0000-7000-8000-000000000002',
  party,
  roles: [...roles],
  name: null,
  kind: 'person',
  disabled: null,
  ...more,
})

test('people are counted by the roles that work the items, then all of each party', () => {
  const rows = [
    member('provider', ['agent']),
    member('provider', ['agent', 'team-leader']),
    member('provider', ['agent'], { kind: 'ai' }),
    member('provider', ['billing-analyst']),
    member('client', ['process-owner', 'sponsor']),
    member('client', ['engineer'], { kind: 'system' }),
    member('neither', ['auditor']),
  ]
  expect(peopleByRole(rows)).toEqual([
    { party: 'provider', role: 'agent', people: 2 },
    { party: 'provider', role: 'ai-worker', people: 1 },
    { party: 'provider', role: 'team-leader', people: 1 },
    { party: 'provider', role: 'all', people: 4 },
    { party: 'client', role: 'all', people: 1 },
  ])
})

test('both parties count the same people, though only their own organisation knows who is disabled', () => {
  const seenByProvider = [member('provider', ['agent'], { disabled: true }), member('provider', ['agent'])]
  const seenByClient = [member('provider', ['agent']), member('provider', ['agent'])]
  expect(peopleByRole(seenByProvider)).toEqual(peopleByRole(seenByClient))
  expect(peopleByRole(seenByClient)).toContainEqual({ party: 'provider', role: 'agent', people: 2 })
})
