import { z } from 'zod'
import { PrincipalKind, Standing } from '../access/model.ts'
import { assertZone } from '../time/zone.ts'

export const Organisation = z.object({
  organisationId: z.uuid(),
  name: z.string().min(1).max(200),
  country: z.string().regex(/^[A-Z]{2}$/, 'is an ISO 3166 code of two capital letters, like NO'),
  zone: z.string().max(60).refine(isZone, 'is an IANA time zone, like Europe/Oslo'),
})
export type Organisation = z.infer<typeof Organisation>

function isZone(zone: string): boolean {
  try {
    assertZone(zone)
    return true
  } catch {
    return false
  }
}

/** A person, an AI worker or a system of one organisation. */
export const PrincipalCard = z.object({
  principalId: z.uuid(),
  organisationId: z.uuid().nullable(),
  kind: PrincipalKind,
  name: z.string(),
  email: z.string().nullable(),
  standing: Standing,
  site: z.string().nullable(),
  disabled: z.boolean(),
})
export type PrincipalCard = z.infer<typeof PrincipalCard>

export const CredentialKind = z.enum(['session', 'api-key', 'sign-in-link'])
export type CredentialKind = z.infer<typeof CredentialKind>

/** A session or key as its owner sees it: never its secret. */
export const CredentialCard = z.object({
  credentialId: z.uuid(),
  kind: CredentialKind,
  label: z.string(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
  endedAt: z.number().nullable(),
})
export type CredentialCard = z.infer<typeof CredentialCard>

/** The session of a person, as decisions may ask about it. */
export interface Session {
  readonly credentialId: string
  readonly startedAt: number
  /** When they last showed again who they are; null where only the sign-in itself did. */
  readonly confirmedAt: number | null
}
