import { z } from 'zod'
import { PlainValue, Sha256 } from '../../kernel/documents/model.ts'
import { parseDate } from '../../kernel/time/civil-date.ts'

/** A date without a zone, written yyyy-mm-dd. */
export const DateText = z.string().refine(isDate, 'is a date that exists, written yyyy-mm-dd')

function isDate(text: string): boolean {
  try {
    parseDate(text)
    return true
  } catch {
    return false
  }
}

const Signing = z.strictObject({ organisationId: z.uuid(), name: z.string().min(1).max(200) })

export const Clause = z.strictObject({
  /** As people cite it: `7.2`. Each clause has its own. */
  id: z.string().min(1).max(60),
  heading: z.string().max(300),
  text: z.string().max(100_000),
})

/**
 * The content of an agreement: text and executable terms are one object, and the hash of its canonical bytes is what
 * both parties sign.
 */
export const AgreementContent = z.strictObject({
  title: z.string().min(1).max(200),
  parties: z.strictObject({ client: Signing, provider: Signing }),
  clauses: z.array(Clause).max(2_000),
  /** The source of the terms, exactly as it is signed. */
  terms: PlainValue,
  /** Verifier keys (C2SP) of the witnesses that co-sign the record's checkpoints for a party. */
  witnesses: z
    .array(z.strictObject({ party: z.enum(['client', 'provider']), verifierKey: z.string().min(10).max(400) }))
    .max(20)
    .optional(),
})
export type AgreementContent = z.infer<typeof AgreementContent>

/** Terms that both parties agreed, and from which day on they hold. */
export const AgreedTerms = z.object({
  agreementId: z.uuid(),
  /** SHA-256 of the agreement's content: what was signed. */
  sha256: Sha256,
  termsHash: Sha256,
  /** The terms' source; src/terms/model.ts reads it. */
  terms: PlainValue,
  /** First day, in the zone of the terms. */
  effective: DateText,
})
export type AgreedTerms = z.infer<typeof AgreedTerms>
