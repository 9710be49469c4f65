import type { Statement } from './statement.ts'
import { taxLines } from './tax/taxing.ts'
import type { TaxLine } from './tax/taxing.ts'

/**
 * What is payable for a month: one line for each charge, one negative line for each service credit. Lines are whole
 * minor units already (rounded once, in the statement), so the net is their exact sum, as EN 16931 asks. Amounts are
 * before tax; where the terms have taxes, they follow by category.
 */
export type Invoice = {
  readonly version: 1
  readonly engagement: string
  readonly agreement: string
  readonly month: string
  readonly currency: string
  readonly lines: readonly InvoiceLine[]
  readonly netMinor: number
  /** Tax by category and the sum with it, where the terms say how this is taxed. */
  readonly taxes?: readonly TaxLine[]
  readonly grossMinor?: number
}

export type InvoiceLine = {
  /** From 1, in the order of the statement: charges, credits, what became of earlier credits, corrections. */
  readonly line: number
  readonly kind: 'charge' | 'credit' | 'earn-back' | 'adjustment'
  /** The charge, or the service level that earned the credit. */
  readonly id: string
  readonly clause: string
  readonly name: string
  /** Negative for a credit, and for one that was held and is paid now. */
  readonly amountMinor: number
  /** The figure of the statement that explains the line. */
  readonly figure: string
}

/** Derives the invoice from a statement: no number is made here. Credits of zero give no line. */
export function deriveInvoice(statement: Statement): Invoice {
  const charges = statement.charges.map(({ id, clause, name, amountMinor, figure }) => ({
    kind: 'charge' as const,
    id,
    clause,
    name,
    amountMinor,
    figure,
  }))
  // Where credits are taken off the next invoice, this one deducts those of the month before.
  const deducted = statement.deferral?.deducted.map((line) => ({ ...line, name: `${line.name}, of ${line.ofMonth}` }))
  const credits = (deducted ?? statement.credits)
    .filter(({ amountMinor }) => amountMinor !== 0)
    .map(({ id, clause, name, amountMinor, figure }) => ({
      kind: 'credit' as const,
      id,
      clause,
      name: `Service credit: ${name}`,
      amountMinor: -amountMinor,
      figure,
    }))
  const returned = (statement.earnBack ?? [])
    .filter(({ amountMinor }) => amountMinor !== 0)
    .map(({ id, clause, ofMonth, outcome, amountMinor, figure }) => ({
      kind: 'earn-back' as const,
      id,
      clause,
      name: `Service credit of ${ofMonth} for ${id}, ${outcome}`,
      amountMinor,
      figure,
    }))
  const corrected = (statement.adjustments ?? []).map(({ id, clause, ofMonth, name, amountMinor, figure }) => ({
    kind: 'adjustment' as const,
    id,
    clause,
    name: `Correction of ${ofMonth}: ${name}`,
    amountMinor,
    figure,
  }))
  const lines = [...charges, ...credits, ...returned, ...corrected].map((line, index) => ({ line: index + 1, ...line }))
  const netMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  if (netMinor !== statement.totals.netMinor) throw new Error('The lines do not add up to the net of the statement.')
  const { engagement, agreement, period, currency } = statement
  const invoice = { version: 1, engagement, agreement, month: period.month, currency, lines, netMinor } as const
  if (!statement.taxes) return invoice
  const taxes = taxLines(statement.taxes, lines)
  return { ...invoice, taxes, grossMinor: netMinor + taxes.reduce((sum, { taxMinor }) => sum + taxMinor, 0) }
}
