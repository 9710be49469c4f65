import type { Figure, FigureBook } from '../explanation.ts'
import type { MeasuredKind } from '../measure/measured-kind.ts'
import type { ServiceLevelLine } from '../statement.ts'
import type { Measured } from '../value/measured.ts'
import type { Attainment } from './attainment.ts'
import { missedFloor } from './floor.ts'
import type { FloorBreach } from './floor.ts'
import { kindFigure, printMeasured } from './kind-figures.ts'
import type { OtherMeasure, ShareMeasure } from './measure.ts'
import type { Population } from './population.ts'
import { classify } from './service-level.ts'
import type { LevelResult, LevelState, ServiceLevel } from './service-level.ts'
import { shareFigure } from './share-figures.ts'

/** What a level was measured by: the population of a share, or the result of a measure of another kind. */
export type LevelMeasured =
  | { readonly measure: ShareMeasure; readonly population: Population }
  | { readonly measure: OtherMeasure; readonly result: MeasuredKind }

/** What a service level needs to become a line with its figures. */
export type Leveling = LevelMeasured & {
  readonly id: string
  readonly level: ServiceLevel
  /** The zone in which days and weeks begin. */
  readonly zone: string
  /** Why the expected level is another one than was signed; undefined where it is not. */
  readonly expectedReason?: string | undefined
  /** Figures that follow from the state: triggers that look back, a grace period. */
  readonly lookBack?: (state: LevelState, measured: Measured) => readonly Figure[]
}

export type LevelOutcome = {
  readonly line: Omit<ServiceLevelLine, 'creditMinor'>
  readonly figure: Figure
  readonly attainment: Attainment
  readonly measured: Measured
  readonly state: LevelState
  readonly downMillis?: number | undefined
}

/** Attains and classes one service level, with the figures that explain it. */
export function settleLevel(book: FigureBook, leveling: Leveling): LevelOutcome {
  const { id, level, measure } = leveling
  const { measured, sample, downMillis } = measuredOf(leveling)
  const attainment = attainmentOf(measured, sample)
  const misses = measured.unit === 'percent' ? measured.denominator - measured.numerator : undefined
  const byMonth = classify(level, measure, { measured, sample, misses })
  const floor = 'population' in leveling ? missedFloor(level, leveling) : undefined
  const { state, reason } = floor ? withFloor(byMonth, floor) : byMonth
  const isEmpty = measured.unit === 'percent' ? measured.denominator === 0 : state === 'not-measured'
  const printed = isEmpty ? '–' : printMeasured(measured, measure.print)
  const parts = {
    attainment:
      'population' in leveling ? shareFigure(book, leveling, attainment, printed) : kindFigure(book, leveling, printed),
    expected: thresholdFigure(book, leveling, 'expected'),
    minimum: thresholdFigure(book, leveling, 'minimum'),
  }
  const counted = measured.unit === 'percent' ? `${attainment.numerator} of ${attainment.denominator} work items. ` : ''
  const started = 'population' in leveling ? counted : `${printed}. `
  const figure = book.tell({
    id: at(id, 'state'),
    label: level.name,
    clause: level.clause,
    value: state,
    unit: 'state',
    formula: `${printed === '–' ? '' : started}${reason}`,
    parts: [
      parts.attainment,
      parts.expected,
      parts.minimum,
      ...(floor ? [floorFigure(book, leveling, floor)] : []),
      ...(leveling.lookBack?.(state, measured) ?? []),
    ],
  })
  const line = {
    id,
    clause: level.clause,
    name: level.name,
    measure: level.measure,
    kind: level.kind,
    state,
    ...attainment,
    printed,
    ...(level.direction === 'at-most' ? { direction: level.direction } : {}),
    expected: level.expected.text,
    minimum: level.minimum.text,
    figures: {
      state: figure.id,
      attainment: parts.attainment.id,
      ...countFigures(leveling),
      expected: parts.expected.id,
      minimum: parts.minimum.id,
    },
  }
  return { line, figure, attainment, measured, state, downMillis }
}

function measuredOf(leveling: LevelMeasured): Pick<MeasuredKind, 'measured' | 'sample' | 'downMillis'> {
  if ('result' in leveling) return leveling.result
  const { onTime, counted } = leveling.population
  const measured = { unit: 'percent', numerator: onTime.length, denominator: counted.length } as const
  return { measured, sample: counted.length }
}

/** Two whole numbers for every result: those of a ratio, the count itself, or how many items were measured. */
function attainmentOf(measured: Measured, sample: number): Attainment {
  if (measured.unit === 'percent') return { numerator: measured.numerator, denominator: measured.denominator }
  if (measured.unit === 'count') return { numerator: measured.count, denominator: measured.count }
  return { numerator: sample, denominator: sample }
}

/** The figures that the two numbers of a line open: of a ratio its parts, otherwise what was counted. */
function countFigures(leveling: Leveling): { numerator: string; denominator: string } {
  const { id } = leveling
  if ('population' in leveling) return { numerator: at(id, 'on-time'), denominator: at(id, 'counted') }
  const [first, second] = leveling.result.counts
  const numerator = first ? at(id, first.part) : at(id, 'attainment')
  return { numerator, denominator: second ? at(id, second.part) : numerator }
}

/** A day below the floor is a failure, however the month comes out; a month that was not measured has no floor. */
function withFloor(byMonth: LevelResult, { text }: FloorBreach): LevelResult {
  if (byMonth.state === 'not-measured' || byMonth.state === 'below-minimum-sample') return byMonth
  return { state: 'missed-minimum', reason: `${byMonth.reason} ${text}` }
}

function floorFigure(book: FigureBook, { id, level }: Leveling, floor: FloorBreach): Figure {
  return book.count({
    id: at(id, 'floor'),
    label: 'Below the floor',
    clause: level.clause,
    unit: 'work-items',
    formula: floor.text,
    rows: floor.rows,
  })
}

function thresholdFigure(book: FigureBook, leveling: Leveling, threshold: 'expected' | 'minimum'): Figure {
  const { id, level } = leveling
  const { text } = level[threshold]
  const bound = level.direction === 'at-most' ? 'at most' : 'at least'
  const reason = threshold === 'expected' ? leveling.expectedReason : undefined
  return book.tell({
    id: at(id, threshold),
    label: threshold === 'expected' ? 'Expected' : 'Minimum',
    clause: level.clause,
    value: text,
    unit: level[threshold].unit === 'percent' ? 'percent' : 'amount',
    formula: reason ?? `Agreed: ${bound} ${text} is ${threshold === 'expected' ? 'expected' : 'the minimum'}.`,
  })
}

function at(id: string, part: string): string {
  return `serviceLevels/${id}/${part}`
}
