import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { parseCanonical } from '../../kernel/record/format/canonical.ts'
import { fromHex, toHex } from '../../kernel/record/format/digest.ts'
import type { DateText } from '../../kernel/time/civil-date.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { AgreedTerms } from './model.ts'

const Bytes = z.instanceof(Uint8Array)

const EffectiveOnly = z.object({ effective: z.string() })
const Sha256Only = z.object({ sha256: Bytes, content: Bytes })

export interface NewAgreedTerms extends Omit<AgreedTerms, 'terms'> {
  /** Canonical bytes of the terms. */
  readonly bytes: Uint8Array
  readonly agreedAt: EpochMillis
}

/** Rejects with a unique violation where terms with the same first day were agreed. */
export function insertAgreedTerms(tx: Tx, engagementId: string, agreed: NewAgreedTerms): Promise<unknown> {
  return tx.query(sql`
    insert into agreed_terms (engagement_id, effective, agreement_id, agreement_hash, terms_hash, terms, agreed_at)
    values (${engagementId}, ${agreed.effective}, ${agreed.agreementId}, ${fromHex(agreed.sha256)},
      ${fromHex(agreed.termsHash)}, ${agreed.bytes}, ${agreed.agreedAt})`)
}

const TermsRow = z.object({
  effective: z.string(),
  agreement_id: z.string(),
  agreement_hash: Bytes,
  terms_hash: Bytes,
  terms: Bytes,
})

/**
 * Agreed terms that may hold on one of two days or between them, the latest first: the last that begin on `from` or
 * before, and those that begin after it until `to`.
 */
export async function agreedTermsAround(
  tx: Tx,
  engagementId: string,
  { from, to }: { readonly from: DateText; readonly to: DateText },
): Promise<AgreedTerms[]> {
  const rows = await tx.query(sql`
    select effective, agreement_id, agreement_hash, terms_hash, terms from agreed_terms
    where engagement_id = ${engagementId} and effective <= ${to}
      and effective >= coalesce((
        select max(earlier.effective) from agreed_terms earlier
        where earlier.engagement_id = ${engagementId} and earlier.effective <= ${from}), '')
    order by effective desc`)
  return rows.map((row) => {
    const { effective, agreement_id, agreement_hash, terms_hash, terms } = TermsRow.parse(row)
    const hashes = { sha256: toHex(agreement_hash), termsHash: toHex(terms_hash) }
    return { agreementId: agreement_id, ...hashes, terms: parseCanonical(terms), effective }
  })
}

/** The latest first day of all agreed terms. */
export async function lastEffective(tx: Tx, engagementId: string): Promise<DateText | undefined> {
  const rows = await tx.query(sql`
    select effective from agreed_terms where engagement_id = ${engagementId} order by effective desc limit 1`)
  return rows.map((row) => EffectiveOnly.parse(row).effective)[0]
}

/** The earliest first day of all agreed terms. */
export async function firstEffective(tx: Tx, engagementId: string): Promise<DateText | undefined> {
  const rows = await tx.query(sql`
    select effective from agreed_terms where engagement_id = ${engagementId} order by effective limit 1`)
  return rows.map((row) => EffectiveOnly.parse(row).effective)[0]
}

/** Hash and canonical bytes of every agreement's content that a party ever signed, each once, by hash. */
export async function signedContents(tx: Tx, engagementId: string, after: string, most: number) {
  const rows = await tx.query(sql`
    select distinct on (v.sha256) v.sha256, v.content
    from document_signature s
    join document d on d.engagement_id = s.engagement_id and d.document_id = s.document_id and d.kind = 'agreement'
    join document_version v
      on v.engagement_id = s.engagement_id and v.document_id = s.document_id and v.version = s.version
    where s.engagement_id = ${engagementId} and v.sha256 > ${fromHex(after)}
    order by v.sha256 limit ${most}`)
  return rows.map((row) => {
    const { sha256, content } = Sha256Only.parse(row)
    return { sha256: toHex(sha256), bytes: content }
  })
}
