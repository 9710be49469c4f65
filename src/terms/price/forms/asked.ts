import type { Decimal } from '../../../kernel/money/decimal.ts'
import { fraction } from '../../../kernel/money/fraction.ts'
import type { Fraction } from '../../../kernel/money/fraction.ts'
import { minorDigits } from '../../../kernel/money/money.ts'
import { powerOfTen } from '../../../kernel/money/decimal.ts'
import type { Figure, FigureBook, FigureUnit } from '../../explanation.ts'
import type { History } from '../../history.ts'
import type { Window } from '../../level/population.ts'
import type { MonthResult } from '../../month-result.ts'
import type { SeriesBook } from '../series.ts'

/** What every form of charge is computed from. */
export type FormAsked = {
  readonly book: FigureBook
  readonly id: string
  readonly clause: string
  readonly history: History
  readonly window: Window
  readonly month: string
  /** The currency of the price: the agreement's, or a foreign one that is converted later. */
  readonly currency: string
  readonly series: SeriesBook
  readonly earlier: readonly MonthResult[]
}

/** What a form gives: the exact amount in major units, before conversion and the one rounding of the line. */
export type FormResult = {
  readonly exact: Fraction
  /** How the amount came about, without its rounding: '12 × EUR 4.00 = EUR 48.00'. */
  readonly sum: string
  readonly parts: readonly Figure[]
  readonly units?: number
  readonly chargedUnits?: number
}

type Told = {
  readonly part: string
  readonly label: string
  readonly value: string | number
  readonly unit: FigureUnit
  readonly formula: string
  readonly parts?: readonly Figure[]
}

/** A figure of a charge, under its id. */
export function tellPart({ book, id, clause }: FormAsked, { part, ...told }: Told): Figure {
  return book.tell({ ...told, clause, id: `charges/${id}/${part}` })
}

/** A decimal as a fraction. */
export function exactly({ digits, scale }: Decimal): Fraction {
  return fraction(digits, powerOfTen(scale))
}

/** Whole minor units as a fraction of the major unit. */
export function majorOf(minor: bigint, currency: string): Fraction {
  return fraction(minor, powerOfTen(minorDigits(currency)))
}
