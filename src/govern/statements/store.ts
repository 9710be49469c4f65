import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { fromHex, toHex } from '../../kernel/record/format/digest.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import type { Closing } from './closing.ts'
import { Signatory, StatementState } from './model.ts'

const Bytes = z.instanceof(Uint8Array)
const Hash = Bytes.transform((bytes) => toHex(bytes))

const Sha256Only = z.object({ sha256: Hash })
const ContentOnly = z.object({ content: Bytes })

const ClosingRow = z.object({
  month: z.string(),
  state: StatementState,
  version: z.number(),
  draft_no: z.number(),
  agreed_at: z.number().nullable(),
})

/** The row of a month, made where it is missing, and locked: moves of one month happen one after the other. */
export async function lockClosing(tx: Tx, engagementId: string, month: string): Promise<Closing> {
  const rows = await tx.query(sql`
    insert into statement (engagement_id, month, state, version, draft_no)
    values (${engagementId}, ${month}, 'open', 0, 0)
    on conflict (engagement_id, month) do update set month = excluded.month
    returning month, state, version, draft_no, agreed_at`)
  return closingOf(tx, engagementId, ClosingRow.parse(rows[0]))
}

/** As it stands, without a lock; a month nobody has drafted is open. */
export async function findClosing(tx: Tx, engagementId: string, month: string): Promise<Closing> {
  const rows = await tx.query(sql`
    select month, state, version, draft_no, agreed_at from statement
    where engagement_id = ${engagementId} and month = ${month}`)
  const [row] = rows
  const row0 = row ?? { month, state: 'open', version: 0, draft_no: 0, agreed_at: null }
  return closingOf(tx, engagementId, ClosingRow.parse(row0))
}

async function closingOf(tx: Tx, engagementId: string, row: z.output<typeof ClosingRow>): Promise<Closing> {
  const closing = { month: row.month, state: row.state, version: row.version, draftNo: row.draft_no }
  if (row.draft_no === 0) return { ...closing, statementHash: undefined, approvals: [] }
  const draft = { month: row.month, draftNo: row.draft_no }
  const [found, approvals] = await Promise.all([
    tx.query(sql`
      select sha256 from statement_draft
      where engagement_id = ${engagementId} and month = ${draft.month} and draft_no = ${draft.draftNo}`),
    approvalsOf(tx, engagementId, [draft]),
  ])
  return { ...closing, statementHash: Sha256Only.parse(found[0]).sha256, approvals }
}

export function moveClosing(
  tx: Tx,
  engagementId: string,
  to: Pick<Closing, 'month' | 'state' | 'version' | 'draftNo'> & { readonly agreedAt: EpochMillis | null },
): void {
  tx.later(sql`
    update statement set state = ${to.state}, version = ${to.version}, draft_no = ${to.draftNo},
      agreed_at = ${to.agreedAt}
    where engagement_id = ${engagementId} and month = ${to.month} and state <> 'agreed'`)
}

/** A frozen statement. */
export interface Draft {
  readonly month: string
  readonly draftNo: number
  /** Version of the entry statement-drafted of the subject statement/<month>. */
  readonly draftedVersion: number
  readonly statementHash: string
  readonly bytes: Uint8Array
  readonly treeSize: number
  readonly agreementHash: string
  readonly termsHash: string
  /** Hashes of the statements of the months before, where the terms look back at them. */
  readonly earlier: readonly string[]
  readonly draftedBy: string
  readonly draftedAt: EpochMillis
}

export interface KeptDraft extends Draft {
  readonly rejection: { readonly party: Signatory; readonly reason: string; readonly rejectedAt: number } | null
}

/** Keeps the terms once, then the draft that was settled under them. */
export function insertDraft(tx: Tx, engagementId: string, draft: Draft, terms: Uint8Array): void {
  tx.later(sql`
    insert into statement_terms (engagement_id, terms_sha256, content)
    values (${engagementId}, ${fromHex(draft.termsHash)}, ${terms})
    on conflict (engagement_id, terms_sha256) do nothing`)
  tx.later(sql`
    insert into statement_draft (engagement_id, month, draft_no, drafted_version, sha256, content, tree_size,
      agreement_sha256, terms_sha256, earlier, drafted_by, drafted_at)
    values (${engagementId}, ${draft.month}, ${draft.draftNo}, ${draft.draftedVersion},
      ${fromHex(draft.statementHash)}, ${draft.bytes}, ${draft.treeSize}, ${fromHex(draft.agreementHash)},
      ${fromHex(draft.termsHash)}, ${draft.earlier}, ${draft.draftedBy}, ${draft.draftedAt})`)
}

export function rejectDraft(
  tx: Tx,
  engagementId: string,
  draft: { readonly month: string; readonly draftNo: number },
  rejection: { readonly party: Signatory; readonly reason: string; readonly rejectedAt: EpochMillis },
): void {
  tx.later(sql`
    update statement_draft set rejected_at = ${rejection.rejectedAt}, rejected_party = ${rejection.party},
      rejected_reason = ${rejection.reason}
    where engagement_id = ${engagementId} and month = ${draft.month} and draft_no = ${draft.draftNo}`)
}

const DraftRow = z.object({
  month: z.string(),
  draft_no: z.number(),
  drafted_version: z.number(),
  sha256: Hash,
  content: Bytes,
  tree_size: z.number(),
  agreement_sha256: Hash,
  terms_sha256: Hash,
  earlier: z.array(z.string()),
  drafted_by: z.string(),
  drafted_at: z.number(),
  rejected_at: z.number().nullable(),
  rejected_party: Signatory.nullable(),
  rejected_reason: z.string().nullable(),
})

const draftColumns = sql`month, draft_no, drafted_version, sha256, content, tree_size, agreement_sha256, terms_sha256,
  earlier, drafted_by, drafted_at, rejected_at, rejected_party, rejected_reason`

function draftOf(row: unknown): KeptDraft {
  const one = DraftRow.parse(row)
  const { rejected_at: rejectedAt, rejected_party: party, rejected_reason: reason } = one
  return {
    month: one.month,
    draftNo: one.draft_no,
    draftedVersion: one.drafted_version,
    statementHash: one.sha256,
    bytes: one.content,
    treeSize: one.tree_size,
    agreementHash: one.agreement_sha256,
    termsHash: one.terms_sha256,
    earlier: one.earlier,
    draftedBy: one.drafted_by,
    draftedAt: one.drafted_at,
    rejection: rejectedAt === null || party === null || reason === null ? null : { party, reason, rejectedAt },
  }
}

export async function findDraft(
  tx: Tx,
  engagementId: string,
  month: string,
  draftNo: number,
): Promise<KeptDraft | undefined> {
  const rows = await tx.query(sql`
    select ${draftColumns} from statement_draft
    where engagement_id = ${engagementId} and month = ${month} and draft_no = ${draftNo}`)
  return rows.map(draftOf)[0]
}

/** Canonical bytes of terms that were kept with a draft. */
export async function findTerms(tx: Tx, engagementId: string, termsHash: string): Promise<Uint8Array | undefined> {
  const rows = await tx.query(sql`
    select content from statement_terms where engagement_id = ${engagementId} and terms_sha256 = ${fromHex(termsHash)}`)
  return rows.map((row) => ContentOnly.parse(row).content)[0]
}

export interface ClosedMonth {
  readonly month: string
  readonly state: StatementState
  readonly agreedAt: number | null
  /** The newest draft, where the month is drafted or agreed. */
  readonly draft: KeptDraft | undefined
}

/** Months that were ever drafted, newest first, before a month (excluded). */
export async function closingsBefore(
  tx: Tx,
  engagementId: string,
  before: string,
  limit: number,
): Promise<ClosedMonth[]> {
  const rows = await tx.query(sql`
    select month, state, version, draft_no, agreed_at from statement
    where engagement_id = ${engagementId} and month < ${before} order by month desc limit ${limit}`)
  const closings = rows.map((row) => ClosingRow.parse(row))
  const drafts = await tx.query(sql`
    select ${draftColumns} from statement_draft where engagement_id = ${engagementId} and (month, draft_no) in (
      select * from unnest(${closings.map((one) => one.month)}::text[],
        ${closings.map((one) => one.draft_no)}::int[]))`)
  const byMonth = new Map(drafts.map((row) => draftOf(row)).map((draft) => [draft.month, draft]))
  return closings.map(({ month, state, agreed_at: agreedAt }) => {
    return { month, state, agreedAt, draft: state === 'open' ? undefined : byMonth.get(month) }
  })
}

export interface Approval {
  readonly month: string
  readonly draftNo: number
  readonly party: Signatory
  readonly organisationId: string
  readonly principalId: string
  readonly approvedAt: EpochMillis
}

const ApprovalRow = z.object({
  month: z.string(),
  draft_no: z.number(),
  party: Signatory,
  organisation_id: z.string(),
  principal_id: z.string(),
  approved_at: z.number(),
})

/** Approvals of drafts, in the order in which they were given. */
export async function approvalsOf(
  tx: Tx,
  engagementId: string,
  drafts: readonly { readonly month: string; readonly draftNo: number }[],
): Promise<Approval[]> {
  const rows = await tx.query(sql`
    select month, draft_no, party, organisation_id, principal_id, approved_at from statement_approval
    where engagement_id = ${engagementId} and (month, draft_no) in (
      select * from unnest(${drafts.map((one) => one.month)}::text[], ${drafts.map((one) => one.draftNo)}::int[]))
    order by approved_at, party`)
  return rows.map((row) => {
    const one = ApprovalRow.parse(row)
    return {
      month: one.month,
      draftNo: one.draft_no,
      party: one.party,
      organisationId: one.organisation_id,
      principalId: one.principal_id,
      approvedAt: one.approved_at,
    }
  })
}

export function insertApproval(tx: Tx, engagementId: string, approval: Approval): void {
  tx.later(sql`
    insert into statement_approval
      (engagement_id, month, draft_no, party, organisation_id, principal_id, approved_at)
    values (${engagementId}, ${approval.month}, ${approval.draftNo}, ${approval.party}, ${approval.organisationId},
      ${approval.principalId}, ${approval.approvedAt})`)
}

/** Drafts by the hashes of their statements, oldest month first. */
export async function draftsOf(tx: Tx, engagementId: string, hashes: readonly string[]): Promise<KeptDraft[]> {
  const rows = await tx.query(sql`
    select distinct on (month) ${draftColumns} from statement_draft
    where engagement_id = ${engagementId} and sha256 in (select decode(unnest(${hashes}::text[]), 'hex'))
    order by month, draft_no desc`)
  return rows.map(draftOf)
}

const FrozenRow = z.object({ content: Bytes, tree_size: z.number(), terms: Bytes })

export interface FrozenStatement {
  readonly bytes: Uint8Array
  readonly treeSize: number
  readonly terms: Uint8Array
}

/** Every statement ever drafted whose entry has its place in the log before a leaf, oldest first. */
export async function frozenBefore(tx: Tx, engagementId: string, treeSize: number): Promise<FrozenStatement[]> {
  const rows = await tx.query(sql`
    select d.content, d.tree_size, t.content as terms from statement_draft d
    join statement_terms t on t.engagement_id = d.engagement_id and t.terms_sha256 = d.terms_sha256
    join record_entry e on e.engagement_id = d.engagement_id and e.subject = 'statement/' || d.month
      and e.subject_version = d.drafted_version
    join record_leaf l on l.engagement_id = e.engagement_id and l.actor_id = e.actor_id and l.entry_id = e.entry_id
    where d.engagement_id = ${engagementId} and l.leaf_index < ${treeSize} order by l.leaf_index`)
  return rows.map((row) => {
    const one = FrozenRow.parse(row)
    return { bytes: one.content, treeSize: one.tree_size, terms: one.terms }
  })
}
