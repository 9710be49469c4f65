import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { Signatory } from '../statements/model.ts'

const waitingMax = 100

const DraftRow = z.object({
  month: z.string(),
  content: z.instanceof(Uint8Array),
  drafted_at: z.number(),
  approved_by: Signatory.nullable(),
})

/** Frozen statements that a party has not approved yet, with the other party where that one has. */
export async function draftsToApprove(tx: Tx, engagementId: string, party: Signatory) {
  const rows = await tx.query(sql`
    select d.month, d.content, d.drafted_at, (
      select a.party from statement_approval a
      where a.engagement_id = d.engagement_id and a.month = d.month and a.draft_no = d.draft_no limit 1) as approved_by
    from statement s
    join statement_draft d on d.engagement_id = s.engagement_id and d.month = s.month and d.draft_no = s.draft_no
    where s.engagement_id = ${engagementId} and s.state = 'drafted' and not exists (
      select 1 from statement_approval a
      where a.engagement_id = s.engagement_id and a.month = s.month and a.draft_no = s.draft_no and a.party = ${party})
    order by s.month limit ${waitingMax}`)
  return rows.map((row) => {
    const { month, content, drafted_at: draftedAt, approved_by: approvedBy } = DraftRow.parse(row)
    return { month, content, draftedAt, approvedBy }
  })
}

const FirstRow = z.object({ first: z.string().nullable() })

/** The first day on which any agreed terms hold. */
export async function firstEffective(tx: Tx, engagementId: string): Promise<string | undefined> {
  const rows = await tx.query(sql`
    select min(effective) as first from agreed_terms where engagement_id = ${engagementId}`)
  return FirstRow.parse(rows[0]).first ?? undefined
}

export interface EndedMonth {
  readonly month: string
  readonly from: EpochMillis
  readonly to: EpochMillis
}

const OpenRow = z.object({ month: z.string(), rejected_at: z.number().nullable(), rejected_by: Signatory.nullable() })

/** Of months that are over, those that have work items and no frozen statement. */
export async function monthsToDraft(tx: Tx, engagementId: string, ended: readonly EndedMonth[]) {
  const rows = await tx.query(sql`
    select m.month, d.rejected_at, d.rejected_party as rejected_by
    from unnest(${ended.map(({ month }) => month)}::text[], ${ended.map(({ from }) => from)}::bigint[],
      ${ended.map(({ to }) => to)}::bigint[]) as m (month, from_at, to_at)
    left join statement s on s.engagement_id = ${engagementId} and s.month = m.month
    left join statement_draft d on d.engagement_id = ${engagementId} and d.month = m.month and d.draft_no = s.draft_no
    where coalesce(s.state, 'open') = 'open' and exists (
      select 1 from work_item w
      where w.engagement_id = ${engagementId} and w.received_at >= m.from_at and w.received_at < m.to_at)
    order by m.month`)
  return rows.map((row) => {
    const { month, rejected_at: rejectedAt, rejected_by: rejectedBy } = OpenRow.parse(row)
    return { month, rejectedAt, rejectedBy }
  })
}

const PaperRow = z.object({
  document_id: z.string(),
  title: z.string(),
  author_party: Signatory,
  state: z.enum(['proposed', 'signed']),
  changed_at: z.number(),
  amends: z.boolean(),
})

/** Agreements that a party can sign now: proposed, and not signed by it yet. */
export async function agreementsToSign(tx: Tx, engagementId: string, party: Signatory) {
  const rows = await tx.query(sql`
    select document_id, title, author_party, state, changed_at,
      exists (select 1 from agreed_terms t where t.engagement_id = ${engagementId}) as amends
    from document
    where engagement_id = ${engagementId} and kind = 'agreement' and state in ('proposed', 'signed')
      and not signed_by @> array[${party}::text]
    order by changed_at, document_id limit ${waitingMax}`)
  return rows.map((row) => {
    const { document_id, author_party, state, changed_at, ...rest } = PaperRow.parse(row)
    return { ...rest, agreementId: document_id, author: author_party, isSigned: state === 'signed', since: changed_at }
  })
}

const QuestionsRow = z.object({ items: z.number(), reference: z.string(), since: z.number() })

/** How many live items rest until the client answers, and the one that was asked about first. */
export async function questionsToClient(tx: Tx, engagementId: string) {
  const rows = await tx.query(sql`
    select count(*) over () as items, w.reference, asked.occurred_at as since
    from work_item w
    cross join lateral (
      select e.name, e.occurred_at from work_item_event e
      where e.engagement_id = w.engagement_id and e.work_item_id = w.work_item_id
        and e.name in ('asked-client', 'asked-customer', 'asked-third-party')
      order by e.sequence desc limit 1) as asked
    where w.engagement_id = ${engagementId} and w.state = 'asked' and w.origin = 'live' and asked.name = 'asked-client'
    order by asked.occurred_at, w.work_item_id limit 1`)
  return rows.map((row) => QuestionsRow.parse(row))[0]
}
