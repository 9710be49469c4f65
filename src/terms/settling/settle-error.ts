/** Thrown where terms and period do not fit together: said to the person who asked. */
export class SettleError extends Error {
  override readonly name = 'SettleError'
}
