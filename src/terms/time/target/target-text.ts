import { twoDigits } from '../../../kernel/time/civil-date.ts'
import { quoted, TimeError } from '../../../kernel/time/time-error.ts'
import { durationText, parseDuration } from '../duration.ts'
import { pauseRules, type CutOff, type FixedTarget, type Target, type WhilePaused } from './target.ts'

const daysMax = 3_660

const pauseTexts = {
  'moves-by-open-time': ', moves by open time while paused',
  'does-not-move': ', does not move while paused',
} as const satisfies Record<WhilePaused, string>

/**
 * Reads a target: a duration ('90 minutes', '2 business-days'), 'rolling 4 hours', '3 calendar-days', or a cut-off,
 * 'by 07:00 on processing-day 1 if started by 23:00, else on processing-day 2'. The two last may end in ', moves by
 * open time while paused' or ', does not move while paused'. Throws TimeError.
 */
export function parseTarget(text: string): Target {
  if (text.startsWith('rolling ')) return rolling(text)
  const whilePaused = pauseRules.find((rule) => text.endsWith(pauseTexts[rule]))
  const plain = whilePaused === undefined ? text : text.slice(0, -pauseTexts[whilePaused].length)
  const paused = whilePaused === undefined ? {} : { whilePaused }
  if (/^[0-9.]+ calendar-days?$/.test(plain)) return { ...calendarDays(Number(plain.split(' ')[0])), ...paused }
  if (plain.startsWith('by ')) return { ...cutOffOfText(plain), ...paused }
  if (whilePaused !== undefined) {
    throw new TimeError(`${quoted(text)} is open time, which a pause always stops`, 'leave out what a pause does')
  }
  return parseDuration(text)
}

function rolling(text: string): Target {
  const duration = parseDuration(text.slice('rolling '.length))
  if (duration.kind === 'open-time' && !text.includes('business')) return { kind: 'rolling', millis: duration.millis }
  throw new TimeError(`${quoted(text)} is not real time`, 'write hours, minutes or seconds: rolling 4 hours')
}

/** So many dates later. Throws TimeError. */
export function calendarDays(days: number): FixedTarget {
  if (!Number.isInteger(days) || days < 1 || days > daysMax) {
    throw new TimeError(`${days} is no number of calendar days`, `write a whole number from 1 to ${daysMax}`)
  }
  return { kind: 'calendar-days', days }
}

const cutOffText =
  /^by ([0-9:]{5}) on processing-day ([0-9]{1,3}) if started by ([0-9:]{5}), else on processing-day ([0-9]{1,3})$/

function cutOffOfText(text: string): CutOff {
  const [, dueBy, days, receivedBy, laterDays] = cutOffText.exec(text) ?? []
  if (dueBy === undefined || receivedBy === undefined) {
    const mend = 'write by 07:00 on processing-day 1 if started by 23:00, else on processing-day 2'
    throw new TimeError(`${quoted(text)} is no cut-off`, mend)
  }
  return cutOff({ receivedBy, dueBy, days: Number(days), laterDays: Number(laterDays) })
}

/** A cut-off from its parts as they are written. Throws TimeError. */
export function cutOff(written: { receivedBy: string; dueBy: string; days: number; laterDays: number }): CutOff {
  const { days, laterDays } = written
  const [receivedBy, dueBy] = [minuteOf(written.receivedBy), minuteOf(written.dueBy)]
  for (const count of [days, laterDays]) {
    if (Number.isInteger(count) && count >= 0 && count <= 366) continue
    throw new TimeError(`${count} is no number of processing days`, 'write a whole number from 0 to 366')
  }
  if (laterDays < days) {
    throw new TimeError('what starts later would be due on an earlier day', 'write laterDays at or above days')
  }
  if (laterDays === 0 || (days === 0 && dueBy < receivedBy)) {
    throw new TimeError('some work would be due before it starts', 'write a later dueBy, or one processing day more')
  }
  return { kind: 'cut-off', receivedBy, dueBy, days, laterDays }
}

function minuteOf(text: string): number {
  const [, hour, minute] = /^([0-9]{2}):([0-5][0-9])$/.exec(text) ?? []
  const minutes = Number(hour) * 60 + Number(minute)
  if (minutes <= 1440) return minutes
  throw new TimeError(`${quoted(text)} is no time of day`, 'write 00:00 to 24:00')
}

function timeText(minutes: number): string {
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}

/** The canonical text, which parseTarget reads back to the same target. */
export function targetText(target: Target): string {
  switch (target.kind) {
    case 'open-time':
    case 'business-days':
      return durationText(target)
    case 'rolling':
      return `rolling ${durationText({ kind: 'open-time', millis: target.millis })}`
    case 'calendar-days':
      return `${target.days} calendar-day${target.days === 1 ? '' : 's'}${pausedText(target)}`
    case 'cut-off': {
      const { days, laterDays } = target
      const [due, receivedBy] = [timeText(target.dueBy), timeText(target.receivedBy)]
      const first = `by ${due} on processing-day ${days} if started by ${receivedBy}`
      return `${first}, else on processing-day ${laterDays}${pausedText(target)}`
    }
  }
}

function pausedText({ whilePaused }: FixedTarget): string {
  return whilePaused === undefined ? '' : pauseTexts[whilePaused]
}

/** The target as a part of a sentence: 'within 2 business days'. */
export function targetEnglish(target: Target): string {
  switch (target.kind) {
    case 'open-time':
      return `within ${durationText(target).replace(/ (hour|minute|second)/, ' business $1')}`
    case 'business-days':
      return `within ${durationText(target).replace('-', ' ')}`
    case 'rolling':
      return `within ${durationText({ kind: 'open-time', millis: target.millis })} round the clock`
    case 'calendar-days': {
      const dates = target.days === 1 ? 'on the next date' : `${target.days} dates later`
      return `by the same local time ${dates}${pausedWords(target)}`
    }
    case 'cut-off': {
      const due = timeText(target.dueBy)
      const first = `by ${due} on ${dayWords(target.days)} if it starts by ${timeText(target.receivedBy)}`
      return `${first}, else by ${due} on ${dayWords(target.laterDays)}${pausedWords(target)}`
    }
  }
}

function dayWords(days: number): string {
  if (days === 0) return 'the same processing day'
  return days === 1 ? 'the next processing day' : `the processing day number ${days} after it`
}

function pausedWords({ whilePaused }: FixedTarget): string {
  if (whilePaused === undefined) return ''
  return whilePaused === 'does-not-move' ? ', whatever pauses' : ', later by the open time of its pauses'
}
