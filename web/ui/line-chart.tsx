import { Fragment, type ReactNode } from 'react'

/** A line over the places of the axis; where it has no value it breaks. */
export interface ChartLine {
  /** What was, drawn through; what is usual, dashed; what was agreed, in steps. */
  readonly kind: 'value' | 'usual' | 'step'
  readonly values: readonly (number | null)[]
}

interface Props {
  readonly lines: readonly ChartLine[]
  /** Values at the foot and at the top of the chart. */
  readonly from: number
  readonly to: number
  readonly ticks: readonly { readonly index: number; readonly text: string }[]
  /** What stands at a place of a line: a point that opens what it counts. */
  readonly points?: readonly { readonly index: number; readonly value: number; readonly mark: ReactNode }[]
}

/**
 * Lines on one scale. It is drawn for the eye alone: whoever uses it puts the same numbers into a list beside it, with
 * the same links, so nothing here is in the way of a keyboard or a screen reader.
 */
export function LineChart({ lines, from, to, ticks, points = [] }: Props) {
  const places = Math.max(...lines.map(({ values }) => values.length))
  const width = Math.max(1, places - 1)
  const across = (index: number) => (index / width) * 100
  const down = (value: number) => 100 - ((value - from) / (to - from)) * 100
  return (
    <div className="line-chart" aria-hidden="true">
      <div className="plot">
        <svg viewBox="0 0 100 100" preserveAspectRatio="none">
          {lines.map(({ kind, values }) => (
            <path
              key={kind}
              className={kind}
              d={kind === 'step' ? steps(values, width, down) : path(values, across, down)}
            />
          ))}
        </svg>
        {points.map(({ index, value, mark }) => (
          <span key={index} className="point" style={{ left: `${across(index)}%`, top: `${down(value)}%` }}>
            {mark}
          </span>
        ))}
      </div>
      <div className="ticks">
        {ticks.map(({ index, text }) => (
          <Fragment key={index}>
            <span style={{ left: `${across(index)}%` }}>{text}</span>
          </Fragment>
        ))}
      </div>
    </div>
  )
}

function path(
  values: readonly (number | null)[],
  across: (index: number) => number,
  down: (value: number) => number,
): string {
  return values
    .map((value, index) => {
      if (value === null) return ''
      const before = values[index - 1] ?? null
      return `${before === null ? 'M' : 'L'}${across(index)} ${down(value)}`
    })
    .join('')
}

/** Each value holds for the whole of its place, half a place to either side. */
function steps(values: readonly (number | null)[], width: number, down: (value: number) => number): string {
  const at = (place: number) => Math.min(100, Math.max(0, (place / width) * 100))
  return values
    .map((value, index) => {
      if (value === null) return ''
      const before = values[index - 1] ?? null
      return `${before === null ? 'M' : 'L'}${at(index - 0.5)} ${down(value)}H${at(index + 0.5)}`
    })
    .join('')
}
