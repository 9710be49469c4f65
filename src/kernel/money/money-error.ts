/** Text that should have been an amount and is not. `what` says why, `mend` says what to write instead. */
export class AmountError extends Error {
  override readonly name = 'AmountError'
  readonly what: string
  readonly mend: string

  constructor(what: string, mend: string) {
    super(`${what}; ${mend}`)
    this.what = what
    this.mend = mend
  }
}

/** Shows hostile or overlong text safely inside an error. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
