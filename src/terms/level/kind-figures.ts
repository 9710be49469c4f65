import { roundFraction } from '../../kernel/money/fraction.ts'
import { formatDecimal } from '../../kernel/money/decimal.ts'
import { fraction, multiplyFractions } from '../../kernel/money/fraction.ts'
import { minuteMillis } from '../../kernel/time/civil-date.ts'
import type { Figure, FigureBook } from '../explanation.ts'
import type { MeasuredKind } from '../measure/measured-kind.ts'
import type { Measured } from '../value/measured.ts'
import { printAttainment } from './attainment.ts'
import type { OtherMeasure } from './measure.ts'

/** A level that is held against a measure of another kind than a share. */
export type KindLeveling = { readonly id: string; readonly measure: OtherMeasure; readonly result: MeasuredKind }

/** The result of a measure and the counts behind it. */
export function kindFigure(book: FigureBook, { id, measure, result }: KindLeveling, printed: string): Figure {
  const parts = result.counts.map(({ part, label, rows, formula }) =>
    book.count({
      id: `serviceLevels/${id}/${part}`,
      label,
      clause: measure.clause,
      unit: 'work-items',
      formula,
      rows,
    }),
  )
  return book.tell({
    id: `serviceLevels/${id}/attainment`,
    label: measure.label ?? measure.kind,
    clause: measure.clause,
    value: printed,
    unit: result.measured.unit === 'percent' ? 'percent' : 'amount',
    formula: printed === '–' ? 'Nothing was measured.' : `${result.sentence} = ${printed}.`,
    parts,
  })
}

/** What was measured, as it is printed: '96.8 %', '42.5 minutes', '12', '3.4'. Rounded half-up, for reading only. */
export function printMeasured(measured: Measured, decimals: number): string {
  switch (measured.unit) {
    case 'percent':
      return printAttainment(measured, decimals)
    case 'count':
      return String(measured.count)
    case 'number':
      return formatDecimal(roundFraction(measured.value, measured.places, 'half-up'))
    case 'open-time': {
      const minutes = multiplyFractions(measured.millis, fraction(1n, BigInt(minuteMillis)))
      return `${formatDecimal(roundFraction(minutes, decimals, 'half-up'))} minutes`
    }
  }
}
