import { parentPort } from 'node:worker_threads'
import { SettleError } from '../../../terms/settle.ts'
import { settlingDesk } from './desk.ts'
import type { Answered, Asked } from './messages.ts'

/** A thread that settles, so that a month of many items holds up nobody else's request. */
const port = parentPort
if (port === null) throw new Error('This file runs as a worker thread.')
const desk = settlingDesk()

port.on('message', (asked: Asked) => {
  const answer = answerTo(asked)
  if (answer !== undefined) port.postMessage(answer)
})

function answerTo(asked: Asked): Answered | undefined {
  try {
    return desk(asked)
  } catch (error) {
    if (error instanceof SettleError) return { kind: 'refused', id: asked.id, message: error.message }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { kind: 'failed', id: asked.id, message }
  }
}
