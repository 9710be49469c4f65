import type { ServiceLevelLine } from '../../../src/terms/statement.ts'
import type { Tone } from '../../ui/glyph.tsx'
import type { WordKey } from '../../lib/words.ts'

type Level = Pick<ServiceLevelLine, 'state' | 'printed' | 'expected' | 'minimum'>

/**
 * How a level stands. While the month is open a level below its target can still recover, so it is at risk; below its
 * minimum, or once the month is frozen, it has missed.
 */
export function standingOf({ state }: Pick<Level, 'state'>, isOpen: boolean): { tone: Tone; word: WordKey } {
  switch (state) {
    case 'met':
      return { tone: 'ok', word: isOpen ? 'level.on-track' : 'level.met' }
    case 'missed-expected':
      return isOpen ? { tone: 'risk', word: 'level.below-target' } : { tone: 'bad', word: 'level.missed' }
    case 'missed-minimum':
      return { tone: 'bad', word: isOpen ? 'level.below-minimum' : 'level.missed-minimum' }
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

/** Where the axis of a table's bullets begins: a round ten below everything that is drawn. */
export function axisFrom(levels: readonly Level[]): number {
  const drawn = levels.flatMap(({ printed, expected, minimum }) => [printed, expected, minimum]).map(percentOf)
  const least = Math.min(100, ...drawn.filter((percent) => percent !== null))
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

function decimalOf(text: string): { readonly digits: number; readonly scale: number } | undefined {
  const match = /^(\d+)(?:\.(\d+))? %$/.exec(text)
  if (match === null) return undefined
  const fraction = match[2] ?? ''
  return { digits: Number(`${match[1]}${fraction}`), scale: fraction.length }
}
