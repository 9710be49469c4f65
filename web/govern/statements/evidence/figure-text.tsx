import type { Figure } from '../../../../src/terms/explanation.ts'
import { amount, count, exactText } from '../../../lib/formats.ts'
import { knownWord, wordFor } from '../../../lib/words.ts'

/** A figure's value as people read it: every digit stands as it does in the statement. */
export function valueText({ value, unit }: Pick<Figure, 'value' | 'unit'>, currency: string): string {
  if (unit === 'state') return wordFor('level', String(value))
  if (typeof value === 'string') return exactText(value)
  return unit === 'money' ? amount(value, currency) : count(value)
}

/** What a figure is called: in the reader's language where it is a word of the product, else as it was agreed. */
export function labelText({ label }: Pick<Figure, 'label'>): string {
  const word = label
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return knownWord('figure', word) ?? label
}

/**
 * The sentence that explains a figure. It is a part of the bytes that both parties approve, so it stands in their
 * language whatever the reader's is.
 */
export function Formula({ figure }: { readonly figure: Pick<Figure, 'formula'> }) {
  return (
    <span lang="en" data-explains="">
      {figure.formula}
    </span>
  )
}
