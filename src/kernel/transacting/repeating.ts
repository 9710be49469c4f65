import { isWorthRepeating } from '../database/errors.ts'

const attemptsMax = 3

/**
 * Runs a transaction again where Postgres took it back for another one's sake (deadlock, lock timeout): nothing of
 * it stands then, and its caller did nothing wrong. Any other error, and the last of its kind, is thrown.
 */
export async function repeated<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction()
    } catch (error) {
      if (attempt === attemptsMax || !isWorthRepeating(error)) throw error
    }
  }
}
