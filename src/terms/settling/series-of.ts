import type { Terms } from '../model.ts'

/** The names of the series that terms read values of, each once, in order: for indexation, exchange and heads. */
export function seriesOf({ charges, indexation }: Terms): string[] {
  const names = new Set(Object.values(indexation).map(({ series }) => series))
  for (const charge of Object.values(charges)) {
    if (charge.form === 'heads') names.add(charge.heads.series)
    if ('fx' in charge && charge.fx) names.add(charge.fx.series)
  }
  return [...names].sort()
}
