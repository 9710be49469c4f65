import { amount, money } from '../../../lib/formats.ts'

/** A difference with its sign, also where it is above zero. */
export function signedAmount(minor: number, currency: string): string {
  return `${minor > 0 ? '+' : ''}${amount(minor, currency)}`
}

/** The same with its currency; a word joiner keeps the sign on the line of its number. */
export function signedMoney(minor: number, currency: string): string {
  return `${minor > 0 ? '+\u2060' : ''}${money(minor, currency).replace('\u2212', '\u2212\u2060')}`
}
