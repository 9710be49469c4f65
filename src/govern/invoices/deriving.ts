import type { Context } from '../../kernel/handler.ts'
import { encodeCanonical } from '../../kernel/record/format/canonical.ts'
import { sha256, toHex } from '../../kernel/record/format/digest.ts'
import { deriveInvoice } from '../../terms/invoice.ts'
import type { Statement } from '../../terms/statement.ts'
import { insertInvoice } from './store.ts'

/**
 * Derives the invoice of a statement that both parties have just agreed, keeps and records it in the same transaction.
 * A month is agreed once, so its invoice is the first and only version of its subject.
 * @returns the SHA-256 (hex) of its canonical bytes
 */
export function deriveInvoiceOf(context: Context, statement: Statement, statementHash: string): string {
  const invoice = deriveInvoice(statement)
  const bytes = encodeCanonical(invoice)
  const invoiceHash = toHex(sha256(bytes))
  const { month } = invoice
  insertInvoice(context.tx, context.engagementId, { month, invoiceHash, statementHash, bytes, derivedAt: context.now })
  context.record({
    type: 'invoice-derived',
    subject: `invoice/${month}`,
    subjectVersion: 1,
    rule: statement.termsHash,
    body: { invoiceHash, statementHash, month },
  })
  return invoiceHash
}
