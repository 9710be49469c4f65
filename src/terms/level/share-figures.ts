import { rowsOf } from '../explanation.ts'
import type { EvidenceRow, Figure, FigureBook } from '../explanation.ts'
import { filterText } from '../value/facts.ts'
import { percentText, roundedPercent } from '../value/percent.ts'
import type { Attainment } from './attainment.ts'
import type { Exclusion, ShareMeasure } from './measure.ts'
import type { Population } from './population.ts'

/** A level that is held against a share of its population. */
export type ShareLeveling = { readonly id: string; readonly measure: ShareMeasure; readonly population: Population }

/** The attainment of a share, down to the items that were on time, late, excluded or outside. */
export function shareFigure(
  book: FigureBook,
  leveling: ShareLeveling,
  attainment: Attainment,
  printed: string,
): Figure {
  const { id, measure } = leveling
  const { numerator, denominator } = attainment
  const ratio = `${numerator} on time ÷ ${denominator} counted = ${printed}`
  return book.tell({
    id: at(id, 'attainment'),
    label: measure.label ?? `${clockText(measure)} within ${withinText(measure)}`,
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
function testText(measure: ShareMeasure, attainment: Attainment): string {
  if (measure.test === 'exact') return 'The exact ratio is compared, the printed one is rounded half-up for reading.'
  const { rounded, rounding } = measure.test
  const tested = percentText(roundedPercent({ ...attainment, decimals: rounded, rounding }))
  const places = rounded === 1 ? '1 decimal' : `${rounded} decimals`
  return `The ratio rounded to ${places} (${rounding}), ${tested}, is compared.`
}

function countedFigure(book: FigureBook, leveling: ShareLeveling): Figure {
  const { id, measure, population } = leveling
  const { population: all, excluded, counted, onTime, late } = population
  const within = withinText(measure)
  const about = { clause: measure.clause, unit: 'work-items' as const }
  const parts = [
    book.count({
      ...about,
      id: at(id, 'on-time'),
      label: 'On time',
      formula: `${onTime.length} work items were done within ${within} on the clock ${clockText(measure)}.`,
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

function populationFigure(book: FigureBook, leveling: ShareLeveling): Figure {
  const { id, measure, population } = leveling
  const { only, when } = measure.share
  const filter = `${filterText(only)}${when ? ` for which ${when.english()}` : ''}`
  const count = population.population.length
  const rule = {
    'due-in-period': 'fell due in the period',
    'closed-in-period': 'stopped their clock in the period',
    'received-in-period': 'started their clock in the period and are done or due',
  }[measure.population]
  return book.count({
    id: at(id, 'population'),
    label: 'Population',
    clause: measure.clause,
    unit: 'work-items',
    formula: `${count} work items${filter} ${rule}.`,
    rows: population.population,
    parts: measure.excluding.length === 0 && population.excluded.length === 0 ? [] : [excludedFigure(book, leveling)],
  })
}

function excludedFigure(book: FigureBook, leveling: ShareLeveling): Figure {
  const { id, measure, population } = leveling
  const excluded = rowsOf(population.excluded)
  const isBy = ({ event, clause }: Exclusion) => {
    return ({ excludedBy }: EvidenceRow) => excludedBy?.event === event && excludedBy.clause === clause
  }
  const listed = measure.excluding.map((exclusion, index) => {
    const { event, clause } = exclusion
    const rows = excluded.filter(isBy(exclusion))
    return book.count({
      id: at(id, `excluded-${index + 1}`),
      label: `Excluded by "${event}"`,
      clause,
      unit: 'work-items',
      formula: `${rows.length} work items of the population had "${event}" before the period ended.`,
      rows,
    })
  })
  const parts = [...listed, ...excusedFigures(book, leveling)]
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

/** What the duties of others excused, one figure for each; none where no clock of the terms waits for another. */
function excusedFigures(book: FigureBook, { id, measure, population }: ShareLeveling): Figure[] {
  const isListed = ({ excludedBy }: EvidenceRow) =>
    measure.excluding.some(({ event, clause }) => excludedBy?.event === event && excludedBy.clause === clause)
  const excused = rowsOf(population.excluded).filter((row) => !isListed(row))
  const byDuty = Map.groupBy(excused, ({ excludedBy }) => JSON.stringify([excludedBy?.event, excludedBy?.clause]))
  return [...byDuty]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, rows], index) => {
      const duty = rows[0]?.excludedBy
      return book.count({
        id: at(id, `excused-${index + 1}`),
        label: `Excused: ${duty?.event ?? ''}`,
        clause: duty?.clause ?? '',
        unit: 'work-items',
        formula: `For ${rows.length} work items of the population: ${duty?.event ?? ''}, so that they are excused.`,
        rows,
      })
    })
}

/** The items that one might look for and that are not in the population, with the reason. */
function outsideFigures(book: FigureBook, leveling: ShareLeveling): Figure[] {
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

/** 'set-up'; several clocks of a matrix, each once. */
function clockText({ share: { where } }: ShareMeasure): string {
  return 'cases' in where ? [...new Set(where.cases.map(({ clock }) => clock))].join(', ') : where.clock
}

function withinText({ share: { where } }: ShareMeasure): string {
  return 'cases' in where ? 'the threshold of their case' : where.within.text
}

function at(id: string, part: string): string {
  return `serviceLevels/${id}/${part}`
}
