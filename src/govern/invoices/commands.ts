import { z } from 'zod'
import { EngagementInput, FileBytes, query } from '../../kernel/command.ts'
import type { Invoice } from '../../terms/invoice.ts'
import { moneyReaders, Month, Sha256Text } from '../statements/model.ts'

const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const readers = { who: 'members', roles: moneyReaders, party: 'any' } as const
const MonthInput = EngagementInput.extend({ month: Month })

export const invoice = query({
  name: 'invoice',
  summary: 'The invoice of a month, derived from the statement that both parties agreed.',
  path: '/engagements/{engagementId}/invoices/{month}',
  input: MonthInput,
  output: z.object({
    month: Month,
    /** SHA-256 of the canonical bytes. */
    invoiceHash: Sha256Text,
    statementHash: Sha256Text,
    derivedAt: z.number(),
    invoice: z.custom<Invoice>((value) => typeof value === 'object' && value !== null),
  }),
  allow: readers,
  examples: [{ engagementId, month: '2026-10' }],
})

export const invoiceFile = query({
  name: 'invoice-file',
  summary: 'An invoice as a file: its canonical JSON, whose SHA-256 is the invoice hash, or its lines as CSV or XLSX.',
  path: '/engagements/{engagementId}/invoices/{month}/file',
  input: MonthInput.extend({ format: z.enum(['json', 'csv', 'xlsx']).default('json') }),
  output: FileBytes,
  givesBytes: 'application/octet-stream',
  allow: readers,
  examples: [{ engagementId, month: '2026-10', format: 'csv' }],
})
