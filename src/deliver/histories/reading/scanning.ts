import { parseForeignTimestamp } from '../../../kernel/time/instant.ts'
import { type LogEvent, LogReadError, type LogScan, type Reject } from '../mapping.ts'
import type { ScanTask } from './caged.ts'
import type { LogSink } from './xes.ts'

const ACTIVITIES_MAX = 10_000
const ATTRIBUTE_NAMES_MAX = 1_000
const HAS_OFFSET = /(?:[zZ]|:\d\d[^:]*[+-]\d\d(?::?\d\d)?)\s*$/

type ActivityCount = { activity: string; lifecycle: string | null; count: number; first: number; last: number }
type CaseEnds = { firstAt: number; first: ActivityCount; lastAt: number; last: ActivityCount }

type Writable<T> = { -readonly [key in keyof T]: T[key] }

/** Counts into a scan whatever a reader finds. */
export class Counting {
  readonly scan: Writable<Omit<LogScan, 'rejects' | 'activities' | 'attributeNames'>>
  private readonly rejects: Reject[] = []
  private readonly activities = new Map<string, ActivityCount>()
  private readonly names = new Set<string>()
  private readonly ends = new Map<number, CaseEnds>()
  private readonly task: ScanTask

  constructor(task: ScanTask) {
    this.task = task
    const none = { cases: 0, events: 0, rejected: 0, withoutOffset: 0, unreadableTimestamps: 0 }
    this.scan = { format: 'xes', ...none, firstAt: null, lastAt: null, columns: null }
  }

  begin(format: 'xes' | 'csv'): LogSink {
    this.scan.format = format
    return {
      event: (event) => this.event(event),
      reject: (reject) => {
        this.scan.rejected += 1
        this.limit()
        if (this.rejects.length < 20) this.rejects.push(reject)
      },
      attribute: (name) => {
        if (this.names.size < ATTRIBUTE_NAMES_MAX && !this.names.has(name)) this.names.add(ownCopy(name))
      },
    }
  }

  result(): LogScan {
    for (const ends of this.ends.values()) settleCase(ends)
    const activities = [...this.activities.values()].sort((a, b) => b.count - a.count)
    return { ...this.scan, rejects: this.rejects, activities, attributeNames: [...this.names] }
  }

  private event(event: LogEvent): void {
    const counted = this.scan
    counted.events += 1
    this.limit()
    const activity = this.activityOf(event)
    activity.count += 1
    const at = this.instantOf(event.timestamp)
    counted.cases = Math.max(counted.cases, event.caseIndex + 1)
    if (at === null) return
    counted.firstAt = Math.min(counted.firstAt ?? at, at)
    counted.lastAt = Math.max(counted.lastAt ?? at, at)
    this.extendCase(event.caseIndex, at, activity)
  }

  private limit(): void {
    if (this.scan.events + this.scan.rejected > this.task.limits.eventsMax)
      throw tooManyEvents(this.task.limits.eventsMax)
  }

  private activityOf(event: LogEvent): ActivityCount {
    const key = JSON.stringify([event.activity, event.lifecycle])
    const known = this.activities.get(key)
    if (known !== undefined) return known
    if (this.activities.size >= ACTIVITIES_MAX) {
      const what = `the log has more than ${ACTIVITIES_MAX} activities`
      throw new LogReadError({ what, where: `line ${event.line}`, mend: 'Check which column names the activity' })
    }
    const lifecycle = event.lifecycle === null ? null : ownCopy(event.lifecycle)
    const row = { activity: ownCopy(event.activity), lifecycle, count: 0, first: 0, last: 0 }
    this.activities.set(key, row)
    return row
  }

  private instantOf(timestamp: string): number | null {
    try {
      const at = parseForeignTimestamp(timestamp, { zone: this.task.zone ?? 'UTC' })
      if (!HAS_OFFSET.test(timestamp)) this.scan.withoutOffset += 1
      return at
    } catch {
      this.scan.unreadableTimestamps += 1
      return null
    }
  }

  private extendCase(caseIndex: number, at: number, activity: ActivityCount): void {
    const ends = this.ends.get(caseIndex)
    if (ends !== undefined) {
      if (at < ends.firstAt) [ends.firstAt, ends.first] = [at, activity]
      if (at >= ends.lastAt) [ends.lastAt, ends.last] = [at, activity]
      return
    }
    // A trace of XES is whole before the next begins, so only the present one is kept.
    if (this.scan.format === 'xes') {
      for (const earlier of this.ends.values()) settleCase(earlier)
      this.ends.clear()
    }
    this.ends.set(caseIndex, { firstAt: at, first: activity, lastAt: at, last: activity })
  }
}

// A part of a text keeps the whole piece of file alive that it was cut from: what stays is copied out of it.
function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

function settleCase(ends: CaseEnds): void {
  ends.first.first += 1
  ends.last.last += 1
}

/** The error for a log of more events than may be read. */
export function tooManyEvents(eventsMax: number): LogReadError {
  const what = `the log has more than ${eventsMax} events`
  return new LogReadError({ what, where: 'in the whole log', mend: 'Split it, or raise the limit' })
}
