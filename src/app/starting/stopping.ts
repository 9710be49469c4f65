/** Stops once on the first SIGINT or SIGTERM, then ends the process; a failure while stopping is said. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      stop().then(
        () => process.exit(process.exitCode ?? 0),
        (error: unknown) => {
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
          process.exit(1)
        },
      )
    })
  }
}

/**
 * Does long work before there is anything to stop. A signal ends the process at once, but as one that exits: so the
 * Postgres that it manages is told to end too.
 */
export async function interruptible<T>(work: () => Promise<T>): Promise<T> {
  const end = () => process.exit(130)
  process.on('SIGINT', end).on('SIGTERM', end)
  try {
    return await work()
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end)
  }
}
