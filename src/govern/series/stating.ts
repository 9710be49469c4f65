import { otherValue, ownValue, statedAlready } from './commands.ts'
import type { SeriesValue } from './model.ts'

/** A value of a series as it stands, with the organisation that stated what waits. */
export interface Standing extends SeriesValue {
  readonly statedOrganisationId: string | null
}

export interface Speaker {
  readonly party: 'client' | 'provider'
  readonly organisationId: string
}

/** One party states a value: it waits for the other one, in place of what waited before. */
export function state(standing: Standing, value: string, by: Speaker, now: number): Standing {
  const isWaiting = standing.stated === value && standing.statedParty === by.party
  if (isWaiting || (standing.stated === null && standing.confirmed === value)) {
    throw statedAlready.because(`${standing.series} of ${standing.period} stands at ${value}.`)
  }
  const { party: statedParty, organisationId: statedOrganisationId } = by
  return { ...standing, stated: value, statedParty, statedOrganisationId, statedAt: now }
}

/** The other party confirms exactly the value that waits. */
export function confirm(standing: Standing, value: string, by: Speaker, now: number): Standing {
  const { stated, series, period } = standing
  if (stated !== value) {
    const waits = stated === null ? 'no value waits' : `${stated} waits`
    throw otherValue.because(`For ${series} of ${period} ${waits} to be confirmed. Read it, then name its value.`)
  }
  if (standing.statedParty === by.party || standing.statedOrganisationId === by.organisationId) {
    throw ownValue.because(`The ${standing.statedParty} stated ${value}: the other party confirms it.`)
  }
  const settled = { stated: null, statedParty: null, statedOrganisationId: null, statedAt: null }
  return { ...standing, ...settled, confirmed: value, confirmedAt: now }
}
