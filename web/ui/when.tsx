import { isoText, moment } from '../lib/formats.ts'

interface Props {
  readonly at: number
  readonly zone: string
  /** Says the zone beside the instant, where nothing near it does. */
  readonly isNamed?: boolean
}

/** An instant, written in a zone that the page names. */
export function When({ at, zone, isNamed = false }: Props) {
  const iso = isoText(at)
  return (
    <time dateTime={iso} title={`${iso}, ${zone}`}>
      {moment(at, zone)}
      {isNamed ? ` (${zone})` : null}
    </time>
  )
}
