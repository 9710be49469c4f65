/** Who may use what: every declaration for every kind of caller, as one table that a change must show itself in. */
import { expect, test } from 'vitest'
import { authorise } from '../kernel/access/authorising.ts'
import { rolesOfParty, type Membership, type Party, type Principal, type Role } from '../kernel/access/model.ts'
import type { Declaration } from '../kernel/command.ts'
import { statusOfKind } from '../kernel/refusal.ts'
import { declarations } from './declarations.ts'

interface Caller {
  /** At most four characters: the head of a column. */
  readonly head: string
  readonly says: string
  readonly principal: Principal | undefined
  readonly membership: Membership | undefined
}

const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const parties = ['client', 'provider', 'neither'] as const

function principal(kind: Principal['kind'], standing: Principal['standing']): Principal {
  const id = '0192f0c1-0000-7000-8000-000000000002'
  return { kind, id, organisationId: '0192f0c1-0000-7000-8000-000000000001', standing, site: null }
}

function caller(
  head: string,
  says: string,
  who: Principal | undefined,
  party?: Party,
  roles: readonly Role[] = [],
): Caller {
  return { head, says, principal: who, membership: party && { engagementId, party, roles } }
}

/** `vendor-manager` of the client: `Cvm`. Two roles of a party never have the same letters. */
function headOf(party: Party, role: Role): string {
  const letters = role.includes('-')
    ? role
        .split('-')
        .map((word) => word[0])
        .join('')
    : role.slice(0, 2)
  return `${{ client: 'C', provider: 'P', neither: 'N' }[party]}${letters}`
}

const callers: readonly Caller[] = [
  caller('none', 'no credential', undefined),
  caller('oper', 'the operator', principal('operator', 'administrator')),
  caller('Aoth', 'an administrator of an organisation that is no party', principal('person', 'administrator')),
  caller('memb', 'a person who is no member', principal('person', 'member')),
  caller('Acli', "the client's administrator", principal('person', 'administrator'), 'client'),
  caller('Apro', "the provider's administrator", principal('person', 'administrator'), 'provider'),
  ...parties.flatMap((party) =>
    rolesOfParty[party].map((role: Role) =>
      caller(headOf(party, role), `${role} (${party})`, principal('person', 'member'), party, [role]),
    ),
  ),
]

/** `yes`, or the status of the refusal. Outside an engagement nobody is a member of anything. */
function answerTo(declaration: Declaration, who: Caller): string {
  const isInside = declaration.path.startsWith('/engagements/{engagementId}')
  const no = authorise(declaration, who.principal, isInside ? who.membership : undefined)
  return no === undefined ? 'yes' : String(statusOfKind[no.type.kind])
}

function table(): string {
  const width = Math.max(...declarations.map(({ name }) => name.length)) + 1
  const legend = callers.map(({ head, says }) => `  ${head.padEnd(4)} ${says}`)
  const heads = `${''.padEnd(width)}${callers.map(({ head }) => head.padStart(5)).join('')}`
  const lines = declarations
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((one) => {
      const relation = one.allow.who === 'members' ? one.allow.relation : undefined
      const cells = callers.map((who) => answerTo(one, who).padStart(5)).join('')
      return `${one.name.padEnd(width)}${cells}${relation === undefined ? '' : `  only the ${relation}`}`
    })
  const says =
    'yes: allowed; 401: sign in first; 403: the role does not allow it; 404: there is no such engagement for them'
  return [says, ...legend, '', heads, ...lines, ''].join('\n')
}

test('who may do what is as the table says', async () => {
  await expect(table()).toMatchFileSnapshot('./policy.txt')
})

test('the columns of the table are told apart by their heads', () => {
  expect(new Set(callers.map(({ head }) => head)).size).toBe(callers.length)
})

test('without a credential one can sign in, and nothing else', () => {
  const open = declarations.filter((one) => answerTo(one, caller('none', '', undefined)) === 'yes')
  expect(open.map(({ name }) => name)).toEqual([
    'start-session',
    'start-session-with-password',
    'begin-passkey-sign-in',
    'start-session-with-passkey',
  ])
})

test('whoever is no member of an engagement is told that there is none', () => {
  const inside = declarations.filter(({ path }) => path.startsWith('/engagements/{engagementId}'))
  const outsiders = callers.filter(({ head }) => ['oper', 'Aoth', 'memb'].includes(head))
  const answers = inside.flatMap((one) => outsiders.map((who) => answerTo(one, who)))
  expect(new Set(answers)).toEqual(new Set(['404']))
})

test('an auditor of neither party changes nothing in an engagement', () => {
  const auditors = callers.filter(({ membership }) => membership?.party === 'neither')
  const commands = declarations.filter(({ kind, path }) => kind === 'command' && path.startsWith('/engagements/{'))
  expect(auditors).toHaveLength(1)
  expect(
    commands.filter((one) => auditors.some((who) => answerTo(one, who) === 'yes')).map(({ name }) => name),
  ).toEqual([])
})

test('every role is allowed something that its party alone does not give', () => {
  const idle = callers
    .filter(({ membership }) => membership?.roles.length === 1)
    .filter(({ membership }) => {
      const [role] = membership?.roles ?? []
      return !declarations.some(
        ({ allow }) => allow.who === 'members' && allow.roles !== 'any' && role && allow.roles.includes(role),
      )
    })
  expect(idle.map(({ says }) => says)).toEqual([])
})
