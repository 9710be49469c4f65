import { findParties } from '../../kernel/access/store.ts'
import { isUniqueViolation } from '../../kernel/database/errors.ts'
import { documentHandlers, type Concluded } from '../../kernel/documents/handlers.ts'
import { unfitContent } from '../../kernel/documents/refusals.ts'
import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import type { Terms } from '../../terms/model.ts'
import { encodeTerms, readAgreement } from './agreeing.ts'
import { findAgreedTerms } from './agreed-terms.ts'
import { agreedTerms, agreement, noAgreedTerms, notLater, otherParties } from './commands.ts'
import type { AgreementContent } from './model.ts'
import * as store from './store.ts'

export function agreementHandlers(secrets: Secrets): readonly Bound[] {
  const rules = { titleOf: (content: AgreementContent) => content.title, check, conclude }
  return [
    ...documentHandlers(agreement, rules, secrets),
    bind(agreedTerms, async (context, input) => {
      const agreed = await findAgreedTerms(context.tx, context.engagementId, input.at)
      if (agreed === undefined) throw noAgreedTerms.because(`No agreement of both parties holds on ${input.at}.`)
      return agreed
    }),
  ]
}

async function check(context: Context, content: AgreementContent): Promise<void> {
  const terms = readTerms(content)
  await requireParties(context, content)
  const last = await store.lastEffective(context.tx, context.engagementId)
  if (last !== undefined && terms.effective <= last) throw notLater.because(laterThan(last))
}

function readTerms(content: AgreementContent): Terms {
  const read = readAgreement(content)
  if ('terms' in read) return read.terms
  const { problems } = read
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  throw unfitContent.because(`${first?.path}: ${first?.message} ${first?.mend}${more}`, { problems })
}

async function requireParties(context: Context, { parties }: AgreementContent): Promise<void> {
  const known = await findParties(context.tx, context.engagementId)
  const isSame =
    parties.client.organisationId === known?.clientId && parties.provider.organisationId === known.providerId
  if (isSame) return
  throw otherParties.because(
    `content.parties: in this engagement, ${known?.clientId} is the client and ${known?.providerId} the provider.`,
  )
}

function laterThan(last: string): string {
  return `content.terms.effective: agreed terms begin on ${last}; an amendment begins on a later day.`
}

async function conclude(context: Context, { documentId, sha256, content }: Concluded<AgreementContent>) {
  const { effective } = readTerms(content)
  const { bytes, termsHash } = encodeTerms(content)
  const agreed = { agreementId: documentId, sha256, termsHash, effective, bytes, agreedAt: context.now }
  await store.insertAgreedTerms(context.tx, context.engagementId, agreed).catch((error: unknown) => {
    // Another agreement with the same first day was concluded at this moment.
    if (isUniqueViolation(error)) throw notLater.because(laterThan(effective))
    throw error
  })
  return { termsHash, effective }
}
