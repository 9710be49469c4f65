import { amount, exactText } from '../../../lib/formats.ts'
import { wordFor } from '../../../lib/words.ts'
import type { Compared } from '../../../../src/terms/replay/comparing.ts'
import type { Statement } from '../../../../src/terms/statement.ts'

/** A term in the address: its kind and its id, `charge/fee`; a level is `level/S2`. */
export type Term = { readonly kind: Compared['kind'] | 'level'; readonly id: string }

/** What a term came to in a month: the text, the figure that explains it, and minor units where it is money. */
export interface MonthOfTerm {
  readonly text: string
  readonly figure: string | undefined
  readonly minor: number | undefined
}

const kinds: readonly Term['kind'][] = ['charge', 'credit', 'earn-back', 'adjustment', 'net', 'level']

export function termNamed(text: string | undefined): Term {
  const [name = '', ...rest] = (text ?? '').split('/')
  const kind = kinds.find((one) => one === name)
  return kind === undefined ? { kind: 'net', id: 'net' } : { kind, id: rest.join('/') }
}

export function termText({ kind, id }: Term): string {
  return `${kind}/${id}`
}

/** Money that the client owes counts above zero, so a credit is below. */
export function monthOfTerm(statement: Statement, term: Term): MonthOfTerm {
  if (term.kind === 'level') return monthOfLevel(statement, term.id)
  const lines = linesOf(statement, term)
  const minor = lines.reduce((sum, line) => sum + line.minor, 0)
  return { text: amount(minor, statement.currency), figure: lines[0]?.figure, minor }
}

type Line = { readonly id: string; readonly figure: string; readonly amountMinor: number }

function linesOf(statement: Statement, { kind, id }: Term): { figure: string; minor: number }[] {
  const { charges, credits, earnBack = [], adjustments = [], totals } = statement
  const own = (lines: readonly Line[], sign: 1 | -1) =>
    lines.filter((line) => line.id === id).map(({ figure, amountMinor }) => ({ figure, minor: sign * amountMinor }))
  switch (kind) {
    case 'charge':
      return own(charges, 1)
    case 'credit':
      return own(credits, -1)
    case 'earn-back':
      return own(earnBack, 1)
    case 'adjustment':
      return own(adjustments, 1)
    default:
      return [{ figure: totals.figures.net, minor: totals.netMinor }]
  }
}

function monthOfLevel({ serviceLevels }: Statement, id: string): MonthOfTerm {
  const level = serviceLevels.find((one) => one.id === id)
  if (level === undefined) return { text: '–', figure: undefined, minor: undefined }
  const text = `${exactText(level.printed)}, ${wordFor('level', level.state)}`
  return { text, figure: level.figures.state, minor: undefined }
}
