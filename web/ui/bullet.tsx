import { say } from '../lib/words.ts'
import type { Tone } from './glyph.tsx'

interface Props {
  /** Percentages; null where nothing was measured. */
  readonly value: number | null
  readonly target: number
  readonly least: number
  /** Where the axis begins; it ends at 100. */
  readonly from: number
  readonly tone: Tone
}

/**
 * One value against its target (thick tick) and its minimum (thin tick). What it shows stands as numbers in the same
 * row, so it says itself in one sentence to those who do not see it.
 */
export function Bullet({ value, target, least, from, tone }: Props) {
  const at = (percent: number) => `${(Math.max(0, percent - from) / (100 - from)) * 100}%`
  const told = value === null ? say('bullet.none') : say('bullet.told', { value, target, least })
  return (
    <svg className={`bullet ${tone}`} role="img" aria-label={told}>
      <line className="axis" x1="0" x2="100%" y1="7" y2="7" />
      {value === null ? null : <rect className="value" x="0" y="4" width={at(value)} height="6" />}
      {value === null || tone !== 'bad' ? null : (
        <svg x={at(value)} y="7" overflow="visible">
          <path className="end" d="M0 -5 5 0 0 5 -5 0Z" />
        </svg>
      )}
      <line className="least" x1={at(least)} x2={at(least)} y1="3" y2="11" />
      <line className="target" x1={at(target)} x2={at(target)} y1="0" y2="14" />
    </svg>
  )
}
