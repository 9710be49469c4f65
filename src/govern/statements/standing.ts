import type { Context } from '../../kernel/handler.ts'
import { parseCanonical } from '../../kernel/record/format/canonical.ts'
import { findHead } from '../../kernel/record/store.ts'
import { looksBack } from '../../terms/settling/looking-back/looks-back.ts'
import { parseTerms } from '../../terms/model.ts'
import type { Statement } from '../../terms/statement.ts'
import { earlierNow, frozenEarlier } from './months/earlier-months.ts'
import { requireTermsOf } from './months/month-terms.ts'
import type { Derived } from './settling/messages.ts'
import type { Basis, Settler } from './settling/settling.ts'
import * as store from './store.ts'

/** A month as it stands: where its figures come from, and the frozen statement where there is one. */
export interface Standing {
  readonly basis: Basis
  readonly agreementHash: string
  readonly frozen: store.KeptDraft | undefined
}

/** The statement to show: the frozen bytes where there are some, else what the record gives now. */
export async function statementNow(settler: Settler, context: Context, month: string) {
  const standing = await standingOf(context, month)
  const { frozen } = standing
  if (frozen === undefined) return { standing, derived: await settler.settle(context.tx, standing.basis) }
  const { bytes, statementHash } = frozen
  return { standing, derived: { bytes, statementHash, statement: parseCanonical(bytes) as unknown as Statement } }
}

export async function standingOf(context: Context, month: string): Promise<Standing> {
  const { tx, engagementId } = context
  const closing = await store.findClosing(tx, engagementId, month)
  const frozen = closing.state === 'open' ? undefined : await requireDraft(context, month, closing.draftNo)
  if (frozen !== undefined) {
    const terms = parseTerms(parseCanonical(await requireTerms(context, frozen.termsHash)))
    const { treeSize, termsHash, agreementHash } = frozen
    const earlier = looksBack(terms) ? await frozenEarlier(context, frozen.earlier) : undefined
    return { basis: { engagementId, month, treeSize, termsHash, terms, earlier }, agreementHash, frozen }
  }
  const agreed = await requireTermsOf(context, month)
  const treeSize = (await findHead(tx, engagementId))?.treeSize ?? 0
  const terms = parseTerms(agreed.terms)
  const earlier = looksBack(terms) ? await earlierNow(context, month) : undefined
  return {
    basis: { engagementId, month, treeSize, termsHash: agreed.termsHash, terms, earlier },
    agreementHash: agreed.sha256,
    frozen: undefined,
  }
}

async function requireDraft(context: Context, month: string, draftNo: number): Promise<store.KeptDraft> {
  const found = await store.findDraft(context.tx, context.engagementId, month, draftNo)
  if (found === undefined) throw new Error(`The draft ${draftNo} of ${month} is not kept.`)
  return found
}

async function requireTerms(context: Context, termsHash: string): Promise<Uint8Array> {
  const found = await store.findTerms(context.tx, context.engagementId, termsHash)
  if (found === undefined) throw new Error(`The terms ${termsHash} of a draft are not kept.`)
  return found
}

/** What was frozen is what follows from its basis: anything else would be a different statement under the old hash. */
export function requireSame(standing: Standing, derived: Derived): void {
  const { frozen, basis } = standing
  if (frozen === undefined || frozen.statementHash === derived.statementHash) return
  throw new Error(`The draft of ${basis.month} does not follow from the entries and terms it was derived from.`)
}
