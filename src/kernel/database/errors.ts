/** What went wrong at the database, told apart so that a caller can decide. */

/** All connections are in use and the queue for them is full or too slow: answer 503 with Retry-After. */
export class DatabaseOverloadError extends Error {
  override readonly name = 'DatabaseOverloadError'
  readonly retryAfterSeconds = 1
}

/**
 * The connection broke while COMMIT was under way: the transaction may or may not stand. Whoever asked must repeat the
 * command under its idempotency key.
 */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError'
}

/** Postgres answered COMMIT with ROLLBACK though no statement had reported an error. */
export class NotCommittedError extends Error {
  override readonly name = 'NotCommittedError'
}

const lostStates = new Set(['57P01', '57P02', '57P03', '57P05', '25P03', '25P04'])
const lostCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTCONN'])
const lostMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired)/

/** Whether the connection is gone (or was never made): the server stopped, restarted, crashed or cannot be reached. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof CommitUnknownError) return true
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code !== undefined) return lostStates.has(code) || lostCodes.has(code) || /^08...$/.test(code)
  return lostMessages.test(error.message)
}

/** Whether a unique constraint or unique index refused the row; with a name, whether it was that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return codeOf(error) === '23505' && (constraint === undefined || constraintOf(error) === constraint)
}

/** Whether a foreign key refused the row. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return codeOf(error) === '23503' && (constraint === undefined || constraintOf(error) === constraint)
}

/** Whether a CHECK constraint refused the row. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  return codeOf(error) === '23514' && (constraint === undefined || constraintOf(error) === constraint)
}

/** Whether the same transaction may simply be run again: serialization failure, deadlock or lock timeout. */
export function isWorthRepeating(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01' || code === '55P03'
}

/** Whether a row-level policy or a missing privilege refused the statement. */
export function isForbiddenByPolicy(error: unknown): boolean {
  return codeOf(error) === '42501'
}

/** Whether a statement was refused only because an earlier one of its transaction had failed. */
export function isAfterFailure(error: unknown): boolean {
  return codeOf(error) === '25P02'
}

/** The SQLSTATE or system error code. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

function constraintOf(error: unknown): unknown {
  return error instanceof Error && 'constraint' in error ? error.constraint : undefined
}
