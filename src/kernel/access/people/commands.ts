import { z } from 'zod'
import { command } from '../../command.ts'
import { refusal } from '../../refusal.ts'

export const lastAdministrator = refusal(
  'last-administrator',
  'conflict',
  'An organisation keeps at least one administrator',
)

const principalId = '0192f0c1-0000-7000-8000-000000000002'
const PrincipalInput = z.object({ principalId: z.uuid() })

export const renamePrincipal = command({
  name: 'rename-principal',
  summary: 'Gives a person, an AI worker or a system of the own organisation another name; the record holds none.',
  path: '/principals/{principalId}/name',
  input: PrincipalInput.extend({ name: z.string().trim().min(1).max(200) }),
  output: z.object({ principalId: z.uuid(), name: z.string() }),
  allow: { who: 'administrator' },
  examples: [{ principalId, name: 'Ingrid Solheim' }],
})

export const disablePrincipal = command({
  name: 'disable-principal',
  summary: 'Shuts somebody of the own organisation out at once: ends their sessions, keys and sign-in links.',
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
  summary: 'Lets somebody sign in again; what was ended stays ended, so they need a new link or key.',
  path: '/principals/{principalId}/enabling',
  input: PrincipalInput,
  output: z.object({ principalId: z.uuid() }),
  allow: { who: 'administrator' },
  examples: [{ principalId }],
})
