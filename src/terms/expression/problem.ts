/**
 * A text that is no expression. `what` says what was found and at which character, `allowed` what may stand there,
 * `mend` what to write instead. `position` counts characters (UTF-16 units) from 0.
 */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  readonly position: number
  readonly what: string
  readonly allowed: string
  readonly mend: string

  constructor(problem: { position: number; what: string; allowed: string; mend: string }) {
    const { position, what, allowed, mend } = problem
    super(`${what} at character ${position + 1}; here may stand ${allowed}; ${mend}`)
    this.position = position
    this.what = `${what} at character ${position + 1}`
    this.allowed = allowed
    this.mend = mend
  }
}
