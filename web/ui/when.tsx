import { isoText, moment } from '../lib/formats.ts'

/** An instant, written in a zone that the page names. */
export function When({ at, zone }: { readonly at: number; readonly zone: string }) {
  const iso = isoText(at)
  return (
    <time dateTime={iso} title={iso}>
      {moment(at, zone)}
    </time>
  )
}
