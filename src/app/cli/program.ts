import type { Terminal } from './calling.ts'

/** A command of the command line that is more than one call. Gives the exit code. */
export interface Program {
  readonly summary: string
  readonly help: string
  run(words: readonly string[], terminal: Terminal): Promise<number>
}
