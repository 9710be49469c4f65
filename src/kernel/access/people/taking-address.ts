import { isUniqueViolation } from '../../database/errors.ts'
import { addressTaken } from '../../identity/commands.ts'

/** Whoever signs in with an address must be one person. It may be another company's: that much an answer tells. */
export function refuseTaken(error: unknown): never {
  if (!isUniqueViolation(error, 'principal_by_email')) throw error
  throw addressTaken.because('Somebody signs in with this e-mail address already; give another one, or none.', {
    problems: [{ path: 'email', message: 'is taken' }],
  })
}
