import { z } from 'zod'
import { sql } from '../../kernel/database/sql.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { fromHex, toHex } from '../../kernel/record/format/digest.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'

const Bytes = z.instanceof(Uint8Array)

const ContentOnly = z.object({ content: Bytes })

/** An invoice as it is stored: canonical bytes, found by month. */
export interface KeptInvoice {
  readonly month: string
  readonly invoiceHash: string
  readonly statementHash: string
  readonly bytes: Uint8Array
  readonly derivedAt: EpochMillis
}

export function insertInvoice(tx: Tx, engagementId: string, invoice: KeptInvoice): void {
  tx.later(sql`
    insert into invoice (engagement_id, month, sha256, statement_sha256, content, derived_at)
    values (${engagementId}, ${invoice.month}, ${fromHex(invoice.invoiceHash)}, ${fromHex(invoice.statementHash)},
      ${invoice.bytes}, ${invoice.derivedAt})`)
}

const InvoiceRow = z.object({
  month: z.string(),
  sha256: Bytes,
  statement_sha256: Bytes,
  content: Bytes,
  derived_at: z.number(),
})

export async function findInvoice(tx: Tx, engagementId: string, month: string): Promise<KeptInvoice | undefined> {
  const rows = await tx.query(sql`
    select month, sha256, statement_sha256, content, derived_at from invoice
    where engagement_id = ${engagementId} and month = ${month}`)
  return rows.map((row) => {
    const one = InvoiceRow.parse(row)
    return {
      month: one.month,
      invoiceHash: toHex(one.sha256),
      statementHash: toHex(one.statement_sha256),
      bytes: one.content,
      derivedAt: one.derived_at,
    }
  })[0]
}

/** Canonical bytes of every invoice whose entry has its place in the log before a leaf, oldest first. */
export async function invoicesBefore(tx: Tx, engagementId: string, treeSize: number): Promise<Uint8Array[]> {
  const rows = await tx.query(sql`
    select i.content from invoice i
    join record_entry e on e.engagement_id = i.engagement_id and e.subject = 'invoice/' || i.month
      and e.subject_version = 1
    join record_leaf l on l.engagement_id = e.engagement_id and l.actor_id = e.actor_id and l.entry_id = e.entry_id
    where i.engagement_id = ${engagementId} and l.leaf_index < ${treeSize} order by l.leaf_index`)
  return rows.map((row) => ContentOnly.parse(row).content)
}
