import { z } from 'zod'

const Base64Url = z.string().regex(/^[\w-]*$/, 'is base64url without padding')
const RawId = Base64Url.min(1).max(1_400)

/** How browsers hand over what an authenticator made (WebAuthn, RegistrationResponseJSON), as far as it is read. */
export const NewPasskey = z.object({
  id: RawId,
  rawId: RawId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Base64Url.max(8_000),
    attestationObject: Base64Url.max(16_000),
    transports: z.array(z.string().max(32)).max(16).optional(),
  }),
  clientExtensionResults: z.looseObject({}).default({}),
})
export type NewPasskey = z.infer<typeof NewPasskey>

/** How browsers hand over what an authenticator signed (WebAuthn, AuthenticationResponseJSON). */
export const SignedPasskey = z.object({
  id: RawId,
  rawId: RawId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Base64Url.max(8_000),
    authenticatorData: Base64Url.max(8_000),
    signature: Base64Url.max(8_000),
    userHandle: Base64Url.max(200).optional(),
  }),
  clientExtensionResults: z.looseObject({}).default({}),
})
export type SignedPasskey = z.infer<typeof SignedPasskey>

/** What a browser is to hand to `navigator.credentials`, as JSON of the WebAuthn standard. */
export const PasskeyOptions = z.object({ options: z.looseObject({ challenge: z.string() }) })

export const PasskeyLabel = z.string().trim().min(1).max(200)

export const PasskeyCard = z.object({
  passkeyId: z.uuid(),
  label: z.string(),
  /** The name of the site that it signs in to. */
  site: z.string(),
  isBackedUp: z.boolean(),
  createdAt: z.number(),
  usedAt: z.number().nullable(),
})
export type PasskeyCard = z.infer<typeof PasskeyCard>
