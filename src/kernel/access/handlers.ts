import { isForeignKeyViolation, isUniqueViolation } from '../database/errors.ts'
import { bind, type Bound, type Context } from '../handler.ts'
import { logSigningKey } from '../record/log-key.ts'
import { openHead } from '../record/store.ts'
import { emptyFrontier } from '../record/sequencing.ts'
import { formatVkey } from '../record/format/keys.ts'
import type { Secrets } from '../secrets.ts'
import { engagementExists, engagements, members, openEngagement, unknownOrganisation } from './commands.ts'
import { memberHandlers } from './naming-members.ts'
import * as store from './store.ts'

export function accessHandlers(secrets: Secrets): readonly Bound[] {
  return [
    bind(openEngagement, async (context, input) => {
      requireOwnSide(context, input)
      await store.insertEngagement(context.tx, input, context.now).catch(explainOpening)
      const logKey = formatVkey(logSigningKey(secrets, input.engagementId).verifying)
      openHead(context.tx, input.engagementId, emptyFrontier)
      context.record({
        type: 'engagement-opened',
        subject: `engagement/${input.engagementId}`,
        subjectVersion: 1,
        body: { name: input.name, client: input.clientId, provider: input.providerId, logKey },
      })
      return { engagementId: input.engagementId, logKey }
    }),
    ...memberHandlers(),
    bind(engagements, async (context, input) => {
      const seeker = {
        principalId: context.principal.id,
        organisationId: context.principal.organisationId,
        isAdministrator: context.principal.standing === 'administrator',
      }
      const rows = await store.engagementsOf(context.tx, seeker, input.cursor, input.limit + 1)
      const page = rows.slice(0, input.limit)
      return { rows: page, nextCursor: rows.length > input.limit ? (page.at(-1)?.engagementId ?? null) : null }
    }),
    bind(members, async (context, input) => ({
      rows: await store.membersOf(context.tx, input.engagementId, context.principal.organisationId),
    })),
  ]
}

/** Who opens an engagement stands on one of its sides; the operator may open for others. */
function requireOwnSide(context: Context, input: { readonly clientId: string; readonly providerId: string }): void {
  const { principal } = context
  const isOwn = [input.clientId, input.providerId].includes(principal.organisationId)
  if (principal.kind !== 'operator' && !isOwn) {
    throw unknownOrganisation.because('Your own organisation must be the client or the provider.')
  }
  if (input.clientId === input.providerId) {
    throw unknownOrganisation.because('Client and provider are two organisations; name two different ids.')
  }
}

function explainOpening(error: unknown): never {
  if (isUniqueViolation(error)) throw engagementExists.because('Make a new id (a UUID) for a new engagement.')
  if (isForeignKeyViolation(error)) {
    throw unknownOrganisation.because('clientId and providerId must be organisations of this installation.')
  }
  throw error
}
