import { CallRefused } from '../../../lib/calling.ts'

const againMillis = 2_000

/**
 * Sends a wish until it is answered: an answer that got lost, or a server that is away, is no answer. The wish has one
 * key, so however often it is sent it has one effect. Told each time that no answer came.
 */
export async function untilAnswered<Answer>(
  attempt: () => Promise<Answer>,
  unanswered: () => void,
  signal: AbortSignal,
): Promise<Answer> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (error instanceof CallRefused && error.status < 500) throw error
      unanswered()
      await pause(signal)
      if (signal.aborted) throw error
    }
  }
}

/** A while, or until the connection is back. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, againMillis)
    function end() {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      signal.removeEventListener('abort', end)
      resolve()
    }
    window.addEventListener('online', end)
    signal.addEventListener('abort', end)
  })
}
