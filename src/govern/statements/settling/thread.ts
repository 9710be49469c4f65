import { Worker } from 'node:worker_threads'
import { cannotSettle } from '../commands.ts'
import type { Answered, Asked } from './messages.ts'

/** What is answered. */
type Question = Extract<Asked, { kind: 'settle' | 'replay' | 'evidence' | 'not-yet-due' }>

/** The settling thread: started when it is first needed, started again after it died. */
export interface SettlingThread {
  /** A number for one settling or one question. */
  newId(): number
  tell(asked: Exclude<Asked, Question>): void
  /** Rejects where it failed, or where the thread died meanwhile. */
  ask(asked: Question): Promise<Outcome>
}

/** What was asked for; a failure or a refusal rejects instead. */
type Outcome = Exclude<Answered, { kind: 'failed' | 'refused' }>

interface Waiting {
  readonly resolve: (answer: Outcome) => void
  readonly reject: (error: Error) => void
}

const heapMegabytesMax = 2_048

/**
 * @param isServing starts it before it is needed: reading its code takes longer than settling a month of some thousand
 *   items, and somebody would wait for both
 */
export function settlingThread(isServing = false): SettlingThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let lastId = 0

  function running(): Worker {
    if (worker !== undefined) return worker
    const made = new Worker(new URL('./settling.worker.ts', import.meta.url), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
    })
    made.on('message', hear)
    made.on('error', (error) => fail(made, error))
    made.on('exit', () => fail(made, new Error('The settling thread ended.')))
    made.unref()
    worker = made
    return made
  }

  function hear(answer: Answered): void {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    // An idle thread keeps no process alive; one that owes an answer does.
    if (waiting.size === 0) worker?.unref()
    if (answer.kind === 'failed') asker?.reject(new Error(`Settling failed: ${answer.message}`))
    else if (answer.kind === 'refused') asker?.reject(cannotSettle.because(answer.message))
    else asker?.resolve(answer)
  }

  function fail(dead: Worker, error: unknown): void {
    if (worker !== dead) return
    worker = undefined
    const reason = new Error('The settling thread died.', { cause: error })
    for (const asker of waiting.values()) asker.reject(reason)
    waiting.clear()
  }

  if (isServing) running()
  return {
    newId: () => {
      lastId += 1
      return lastId
    },
    tell: (asked) => running().postMessage(asked, []),
    ask: (asked) =>
      new Promise((resolve, reject) => {
        waiting.set(asked.id, { resolve, reject })
        const thread = running()
        thread.ref()
        thread.postMessage(asked, [])
      }),
  }
}
