import { everyFigure, type Figure } from '../../../../src/terms/explanation.ts'
import type { Statement } from '../../../../src/terms/statement.ts'

/** The figure of the units that a charge takes: how many work items or events there were, or what the minimum asks. */
export function chargedIn(statement: Statement, charge: string): string {
  const units: readonly Figure['unit'][] = ['work-items', 'events', 'units']
  return partOf(statement, charge, ({ unit }) => units.includes(unit))
}

/** The figure of the share that a credit is of its base. */
export function shareIn(statement: Statement, credit: string): string {
  return partOf(statement, credit, ({ unit }) => unit === 'percent')
}

function partOf(statement: Statement, id: string, isMeant: (figure: Figure) => boolean): string {
  const whole = everyFigure(statement.figures).find((figure) => figure.id === id)
  return whole?.parts.find(isMeant)?.id ?? id
}
