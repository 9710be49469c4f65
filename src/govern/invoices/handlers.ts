import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { parseCanonical } from '../../kernel/record/format/canonical.ts'
import { notFound } from '../../kernel/refusal.ts'
import type { Invoice } from '../../terms/invoice.ts'
import { invoice, invoiceFile } from './commands.ts'
import { invoiceFileOf } from './invoice-file.ts'
import { findInvoice, type KeptInvoice } from './store.ts'

export function invoiceHandlers(): readonly Bound[] {
  return [
    bind(invoice, async (context, input) => {
      const { bytes, ...kept } = await requireInvoice(context, input.month)
      return { ...kept, invoice: contentOf(bytes) }
    }),
    bind(invoiceFile, async (context, input) => {
      const { bytes } = await requireInvoice(context, input.month)
      return invoiceFileOf(contentOf(bytes), bytes, input.format)
    }),
  ]
}

function contentOf(bytes: Uint8Array): Invoice {
  return parseCanonical(bytes) as unknown as Invoice
}

async function requireInvoice(context: Context, month: string): Promise<KeptInvoice> {
  const kept = await findInvoice(context.tx, context.engagementId, month)
  if (kept !== undefined) return kept
  throw notFound.because(`${month} has no invoice yet: it is derived when both parties have approved the statement.`)
}
