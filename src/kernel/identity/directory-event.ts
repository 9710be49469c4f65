import type { RecordedEvent } from '../record/recording.ts'

/** What happened in the directory, to whom; the door adds who did it, when, by which command. */
export function directoryEvent(type: string, subject: string): RecordedEvent {
  return { type, subject, subjectVersion: 1, body: {} }
}
