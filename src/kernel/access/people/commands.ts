import { z } from 'zod'
import { command } from '../../command.ts'
import { addressTaken } from '../../identity/commands.ts'
import { refusal } from '../../refusal.ts'
import { Standing } from '../model.ts'

export const lastAdministrator = refusal(
  'last-administrator',
  'conflict',
  'An organisation keeps at least one administrator',
)

const principalId = '0192f0c1-0000-7000-8000-000000000002'
const PrincipalInput = z.object({ principalId: z.uuid() })

const Changes = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  /** Null takes the address away: nobody signs in with a password then. */
  email: z.email().max(320).nullable().optional(),
  standing: Standing.optional(),
  site: z.string().trim().min(1).max(100).nullable().optional(),
})

export const changePrincipal = command({
  name: 'change-principal',
  summary:
    'Changes name, e-mail address, standing or site of somebody of the own organisation; what is left out stays. ' +
    'Another address ends no session, and its owner is told of it.',
  path: '/principals/{principalId}/changes',
  input: PrincipalInput.extend(Changes.shape).refine(
    (given) => Object.keys(Changes.shape).some((name) => given[name as keyof typeof given] !== undefined),
    { message: 'give at least one of name, email, standing and site' },
  ),
  output: PrincipalInput.extend({
    name: z.string(),
    email: z.string().nullable(),
    standing: Standing,
    site: z.string().nullable(),
  }),
  refusals: [addressTaken, lastAdministrator],
  allow: { who: 'administrator' },
  examples: [{ principalId, email: 'ingrid@halden.example', site: 'Oslo' }],
})

export const disablePrincipal = command({
  name: 'disable-principal',
  summary:
    'Shuts somebody of the own organisation out: sessions, keys and sign-in links end at once, and no way in works.',
  path: '/principals/{principalId}/disabling',
  input: PrincipalInput,
  /** How many sessions, keys and links were ended. */
  output: z.object({ principalId: z.uuid(), ended: z.int() }),
  refusals: [lastAdministrator],
  allow: { who: 'administrator' },
  examples: [{ principalId }],
})

export const enablePrincipal = command({
  name: 'enable-principal',
  summary: 'Lets somebody in again: password and passkeys work again; sessions, keys and links stay ended.',
  path: '/principals/{principalId}/enabling',
  input: PrincipalInput,
  output: z.object({ principalId: z.uuid() }),
  allow: { who: 'administrator' },
  examples: [{ principalId }],
})
