import type { Figure, FigureBook } from '../explanation.ts'
import type { ServiceLevelLine } from '../statement.ts'
import { filterText } from '../value/facts.ts'
import { percentText, roundedPercent } from '../value/percent.ts'
import { printAttainment } from './attainment.ts'
import type { Attainment } from './attainment.ts'
import type { Measure } from './measure.ts'
import type { Population } from './population.ts'
import { classify } from './service-level.ts'
import type { LevelState, ServiceLevel } from './service-level.ts'

/** What a service level needs to become a line with its figures. */
export type Leveling = {
  readonly id: string
  readonly level: ServiceLevel
  readonly measure: Measure
  readonly population: Population
  /** Why the expected level is another one than was signed; undefined where it is not. */
  readonly expectedReason?: string | undefined
  /** Figures that follow from the state: triggers that look back, a grace period. */
  readonly lookBack?: (state: LevelState) => readonly Figure[]
}

export type LevelOutcome = {
  readonly line: Omit<ServiceLevelLine, 'creditMinor'>
  readonly figure: Figure
  readonly attainment: Attainment
  readonly state: LevelState
}

/** Attains and classes one service level, with the figures that explain it. */
export function settleLevel(book: FigureBook, leveling: Leveling): LevelOutcome {
  const { id, level, measure, population } = leveling
  const attainment = { numerator: population.onTime.length, denominator: population.counted.length }
  const { state, reason } = classify(level, measure, attainment)
  const printed = printAttainment(attainment, measure.print)
  const parts = {
    attainment: attainmentFigure(book, leveling, attainment, printed),
    expected: thresholdFigure(book, leveling, 'expected'),
    minimum: thresholdFigure(book, leveling, 'minimum'),
  }
  const figure = book.tell({
    id: at(id, 'state'),
    label: level.name,
    clause: level.clause,
    value: state,
    unit: 'state',
    formula: `${printed === '–' ? '' : `${attainment.numerator} of ${attainment.denominator} work items. `}${reason}`,
    parts: [parts.attainment, parts.expected, parts.minimum, ...(leveling.lookBack?.(state) ?? [])],
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
    expected: level.expected.text,
    minimum: level.minimum.text,
    figures: {
      state: figure.id,
      attainment: parts.attainment.id,
      numerator: at(id, 'on-time'),
      denominator: at(id, 'counted'),
      expected: parts.expected.id,
      minimum: parts.minimum.id,
    },
  }
  return { line, figure, attainment, state }
}

function attainmentFigure(book: FigureBook, leveling: Leveling, attainment: Attainment, printed: string): Figure {
  const { id, measure } = leveling
  const { numerator, denominator } = attainment
  const ratio = `${numerator} on time ÷ ${denominator} counted = ${printed}`
  return book.tell({
    id: at(id, 'attainment'),
    label: measure.label ?? `${measure.share.where.clock} within ${measure.share.where.within.text}`,
    clause: measure.clause,
    value: printed,
    unit: 'percent',
    formula:
      denominator === 0
        ? 'No work item counts, so nothing was measured.'
        : `${ratio}. ${testText(measure, attainment)}`,
    parts: [countedFigure(book, leveling), ...outsideFigures(book, leveling)],
  })
}

/** Says which ratio the thresholds are held against: the printed text is for reading only. */
function testText(measure: Measure, attainment: Attainment): string {
  if (measure.test === 'exact') return 'The exact ratio is compared, the printed one is rounded half-up for reading.'
  const { rounded, rounding } = measure.test
  const tested = percentText(roundedPercent({ ...attainment, decimals: rounded, rounding }))
  const places = rounded === 1 ? '1 decimal' : `${rounded} decimals`
  return `The ratio rounded to ${places} (${rounding}), ${tested}, is compared.`
}

function countedFigure(book: FigureBook, leveling: Leveling): Figure {
  const { id, measure, population } = leveling
  const { population: all, excluded, counted, onTime, late } = population
  const within = measure.share.where.within.text
  const about = { clause: measure.clause, unit: 'work-items' as const }
  const parts = [
    book.count({
      ...about,
      id: at(id, 'on-time'),
      label: 'On time',
      formula: `${onTime.length} work items were done within ${within} on the clock ${measure.share.where.clock}.`,
      rows: onTime,
    }),
    book.count({
      ...about,
      id: at(id, 'late'),
      label: 'Late',
      formula: `${late.length} work items took longer, or were due and not done when the period ended.`,
      rows: late,
    }),
    populationFigure(book, leveling),
  ]
  return book.count({
    ...about,
    id: at(id, 'counted'),
    label: 'Counted',
    formula: `${all.length} in the population − ${excluded.length} excluded = ${counted.length}.`,
    rows: counted,
    parts,
  })
}

function populationFigure(book: FigureBook, leveling: Leveling): Figure {
  const { id, measure, population } = leveling
  const filter = filterText(measure.share.only)
  const count = population.population.length
  const rule = measure.population === 'due-in-period' ? 'fell due in the period' : 'stopped their clock in the period'
  return book.count({
    id: at(id, 'population'),
    label: 'Population',
    clause: measure.clause,
    unit: 'work-items',
    formula: `${count} work items${filter} ${rule}.`,
    rows: population.population,
    parts: measure.excluding.length === 0 ? [] : [excludedFigure(book, leveling)],
  })
}

function excludedFigure(book: FigureBook, leveling: Leveling): Figure {
  const { id, measure, population } = leveling
  const { excluded } = population
  const parts = measure.excluding.map(({ event, clause }, index) => {
    const rows = excluded.filter(({ excludedBy }) => excludedBy?.event === event && excludedBy.clause === clause)
    return book.count({
      id: at(id, `excluded-${index + 1}`),
      label: `Excluded by "${event}"`,
      clause,
      unit: 'work-items',
      formula: `${rows.length} work items of the population had "${event}" before the period ended.`,
      rows,
    })
  })
  const sum = parts.map(({ value }) => value).join(' + ')
  return book.count({
    id: at(id, 'excluded'),
    label: 'Excluded',
    clause: measure.clause,
    unit: 'work-items',
    formula: `${sum} = ${excluded.length}; an item with several is counted at the first.`,
    rows: excluded,
    parts,
  })
}

/** The items that one might look for and that are not in the population, with the reason. */
function outsideFigures(book: FigureBook, leveling: Leveling): Figure[] {
  const { id, measure, population } = leveling
  const { cancelled, paused } = population
  const about = { clause: measure.clause, unit: 'work-items' as const }
  const ended = book.count({
    ...about,
    id: at(id, 'cancelled'),
    label: 'Outside: clock cancelled',
    formula: `The clock of ${cancelled.length} work items was cancelled in the period; they are in no population.`,
    rows: cancelled,
  })
  if (measure.population === 'closed-in-period') return [ended]
  const resting = book.count({
    ...about,
    id: at(id, 'paused'),
    label: 'Outside: clock paused',
    formula: `The clock of ${paused.length} work items rested when the period ended; while it rests nothing is due.`,
    rows: paused,
  })
  return [ended, resting]
}

function thresholdFigure(book: FigureBook, leveling: Leveling, threshold: 'expected' | 'minimum'): Figure {
  const { id, level } = leveling
  const { text } = level[threshold]
  const reason = threshold === 'expected' ? leveling.expectedReason : undefined
  return book.tell({
    id: at(id, threshold),
    label: threshold === 'expected' ? 'Expected' : 'Minimum',
    clause: level.clause,
    value: text,
    unit: 'percent',
    formula: reason ?? `Agreed: at least ${text} is ${threshold === 'expected' ? 'expected' : 'the minimum'}.`,
  })
}

function at(id: string, part: string): string {
  return `serviceLevels/${id}/${part}`
}
