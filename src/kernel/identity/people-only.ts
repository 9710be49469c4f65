import { refusal } from '../refusal.ts'
import type { Principal } from '../access/model.ts'

export const peopleOnly = refusal('people-only', 'invalid', 'Only people sign in this way')

/** AI workers and systems have keys, which need nobody at a keyboard. */
export function demandPerson(principal: Principal): void {
  if (principal.kind === 'person' || principal.kind === 'operator') return
  throw peopleOnly.because('AI workers and systems call with an API key; make one for them.')
}
