import type { LevelOutlook, MonthLevels } from '../../../src/govern/statements/model.ts'
import type { ServiceLevelLine } from '../../../src/terms/statement.ts'
import type { Tone } from '../../ui/glyph.tsx'
import { monthBeside } from '../../lib/formats.ts'
import type { WordKey } from '../../lib/words.ts'

type Level = Pick<ServiceLevelLine, 'state' | 'printed' | 'expected' | 'minimum' | 'direction'>

type Outlook = Pick<LevelOutlook, 'best'>

/**
 * How a level stands. While the month is open, items that are not due yet count as late; a level that is met if all of
 * these are done in time is at risk, one that is not met even then is below its target. Without an outlook it is not
 * known which of the two. Once the month is frozen, a level is met or has missed.
 */
export function standingOf(
  { state, direction }: Pick<Level, 'state' | 'direction'>,
  isOpen: boolean,
  outlook?: Outlook,
): { tone: Tone; word: WordKey } {
  const isMissed = state === 'missed-expected' || state === 'missed-minimum'
  const beyond = (below: WordKey, above: WordKey) => (direction === 'at-most' ? above : below)
  if (isOpen && isMissed && outlook?.best === 'met') return { tone: 'risk', word: 'level.at-risk' }
  switch (state) {
    case 'met':
      return { tone: 'ok', word: isOpen ? 'level.on-track' : 'level.met' }
    case 'missed-expected':
      if (!isOpen) return { tone: 'bad', word: 'level.missed' }
      return { tone: outlook === undefined ? 'risk' : 'bad', word: beyond('level.below-target', 'level.above-target') }
    case 'missed-minimum':
      if (!isOpen) return { tone: 'bad', word: 'level.missed-minimum' }
      return { tone: 'bad', word: beyond('level.below-minimum', 'level.beyond-minimum') }
    case 'not-measured':
      return { tone: 'out', word: 'level.not-measured' }
    case 'below-minimum-sample':
      return { tone: 'out', word: 'level.too-few' }
  }
}

/** '88.40 %' as 88.4; null where nothing was measured. For drawing only: no figure is computed from it. */
export function percentOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?) %$/.exec(text)
  return match === null ? null : Number(match[1])
}

/** Whether a level stands on the axis up to 100 %: a share of which more is better, or one that is not known yet. */
export function isDrawn({ direction, expected }: Pick<Level, 'direction' | 'expected'>): boolean {
  return direction !== 'at-most' && percentOf(expected) !== null
}

/** Whether its two numbers are a part and a whole; of a time, a count or a score they are how much was measured. */
export function isCountedAsPart({ expected }: Pick<Level, 'expected'>): boolean {
  return percentOf(expected) !== null
}

/** Where the axis of a table's bullets begins: a round ten below everything that is drawn. */
export function axisFrom(levels: readonly Level[]): number {
  const drawn = levels.filter(isDrawn).flatMap(({ printed, expected, minimum }) => [printed, expected, minimum])
  const least = Math.min(100, ...drawn.map(percentOf).filter((percent) => percent !== null))
  return Math.max(0, Math.floor((least - 1) / 10) * 10)
}

/** How many points an attainment lies below its target, as both are printed: exact, in the finer of their decimals. */
export function pointsBelow({ printed, expected }: Pick<Level, 'printed' | 'expected'>): string | undefined {
  const [actual, target] = [decimalOf(printed), decimalOf(expected)]
  if (actual === undefined || target === undefined) return undefined
  const scale = Math.max(actual.scale, target.scale)
  const below = target.digits * 10 ** (scale - target.scale) - actual.digits * 10 ** (scale - actual.scale)
  if (below <= 0) return undefined
  const text = String(below).padStart(scale + 1, '0')
  const cut = text.length - scale
  return (scale === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

/**
 * By how many points an attainment differs from another, as both are printed: '+0.4', '−1.25', '0'; undefined where one
 * of them was not measured.
 */
export function pointsBetween(before: string, now: string): string | undefined {
  const [from, to] = [decimalOf(before), decimalOf(now)]
  if (from === undefined || to === undefined) return undefined
  const scale = Math.max(from.scale, to.scale)
  const by = to.digits * 10 ** (scale - to.scale) - from.digits * 10 ** (scale - from.scale)
  if (by === 0) return '0'
  const text = String(Math.abs(by)).padStart(scale + 1, '0')
  const cut = text.length - scale
  return `${by < 0 ? '\u2212' : '+'}${scale === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`}`
}

/** A month of a level's line; without a level where its statement is not frozen, or the level was not agreed then. */
export interface LevelMonth {
  readonly month: string
  readonly state: string
  readonly level: MonthLevels['levels'][number] | undefined
}

const monthsShown = 13

/** The thirteen months up to one, oldest first, with the level as it stood in each. */
export function monthsOfLevel(rows: readonly MonthLevels[], month: string, id: string): readonly LevelMonth[] {
  return Array.from({ length: monthsShown }, (_, index) => {
    const name = monthBeside(month, index - monthsShown + 1)
    const row = rows.find((one) => one.month === name)
    return { month: name, state: row?.state ?? '', level: row?.levels.find((one) => one.id === id) }
  })
}

/** From a round five below all that is drawn, to 100. */
export function scaleOf(months: readonly LevelMonth[]): { readonly from: number; readonly to: number } {
  const drawn = months.flatMap(({ level }) =>
    level === undefined ? [] : [percentOf(level.printed), percentOf(level.expected)],
  )
  const least = Math.min(100, ...drawn.filter((percent) => percent !== null))
  return { from: Math.max(0, Math.floor((least - 0.5) / 5) * 5), to: 100 }
}

function decimalOf(text: string): { readonly digits: number; readonly scale: number } | undefined {
  const match = /^(\d+)(?:\.(\d+))? %$/.exec(text)
  if (match === null) return undefined
  const fraction = match[2] ?? ''
  return { digits: Number(`${match[1]}${fraction}`), scale: fraction.length }
}
