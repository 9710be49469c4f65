import { z } from 'zod'
import { report } from '../value/problem.ts'
import { Clause, PercentText, TermName } from '../value/schemas.ts'

/**
 * Taxes on what is invoiced: categories of EN 16931 with their rates, the category of everything that is not named, and
 * those of charges that are. A category without tax (zero, exempt, reverse charge) has the rate "0 %" and its ground.
 */
export const TaxTerms = z
  .strictObject({
    clause: Clause,
    categories: z.record(
      z.string().regex(/^[A-Z][A-Z0-9]{0,3}$/, 'A category is a code such as "S", "Z", "E" or "AE"'),
      z.strictObject({ rate: PercentText, ground: z.string().min(1).max(200).optional() }),
    ),
    usual: z.string(),
    charges: z.record(TermName, z.string()).default({}),
  })
  .superRefine(({ categories, usual, charges }, context) => {
    const known = Object.keys(categories)
    const named = [
      [['usual'], usual] as const,
      ...Object.entries(charges).map(([id, one]) => [['charges', id], one] as const),
    ]
    for (const [at, category] of named) {
      if (known.includes(category)) continue
      const message = `"${category}" is not among the categories.`
      report(context, {
        at: [...at],
        message,
        mend: `Write one of: ${known.join(', ') || 'none is given'}; or add it.`,
      })
    }
    for (const [code, { rate, ground }] of Object.entries(categories)) {
      if (rate.percent.digits !== 0n || ground !== undefined) continue
      const message = `The category ${code} has no tax, and no ground is given.`
      report(context, { at: ['categories', code, 'ground'], message, mend: 'Add the ground that the invoice names.' })
    }
  })
export type TaxTerms = z.output<typeof TaxTerms>

/** A category of tax as a statement carries it for its invoice: the rate, and the charges that are named under it. */
export type TaxCategory = {
  readonly category: string
  readonly rate: string
  readonly ground?: string
  /** The charges under this category; the usual one also takes all lines that are no charge. */
  readonly charges: readonly string[]
  readonly isUsual?: true
}

/** The categories of terms, with the charges that fall under each, in the order of their codes. */
export function taxCategories(taxes: TaxTerms, chargeIds: readonly string[]): TaxCategory[] {
  const categoryOf = (id: string) => taxes.charges[id] ?? taxes.usual
  return Object.entries(taxes.categories)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([category, { rate, ground }]) => ({
      category,
      rate: rate.text,
      ...(ground === undefined ? {} : { ground }),
      charges: chargeIds.filter((id) => categoryOf(id) === category),
      ...(category === taxes.usual ? { isUsual: true as const } : {}),
    }))
}
