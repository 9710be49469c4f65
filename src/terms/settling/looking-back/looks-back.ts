import type { Terms } from '../../model.ts'

/**
 * Whether a month under these terms depends on what earlier months came to: triggers over several months, credits for
 * repeated failures, targets that rise with what was reached, caps and minimum commitments of a year, earn-back, and
 * credits or corrections that a later invoice bears. Such months are closed in order.
 */
export function looksBack({ serviceLevels, credits, charges, lateEvents }: Terms): boolean {
  const levels = Object.values(serviceLevels)
  return (
    lateEvents !== undefined ||
    credits?.earnBack !== undefined ||
    credits?.cap?.contractYear !== undefined ||
    credits?.cap?.calendarYear !== undefined ||
    credits?.applied === 'next-invoice' ||
    levels.some(({ trigger, improvement, credit }) => {
      return (trigger?.withinMonths ?? 1) > 1 || improvement !== undefined || credit?.repeat !== undefined
    }) ||
    Object.values(charges).some((charge) => typeof minimumOf(charge) === 'object')
  )
}

function minimumOf(charge: Terms['charges'][string]) {
  switch (charge.form) {
    case 'unit':
      return charge.unit.minimum
    case 'graduated':
      return charge.graduated.minimum
    case 'volume':
      return charge.volume.minimum
    default:
      return undefined
  }
}
