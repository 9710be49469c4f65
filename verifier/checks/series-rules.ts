import type { Entry } from '../../src/kernel/record/format/entry.ts'
import type { StatedValue } from '../../src/terms/price/series.ts'

type Told = Pick<Entry, 'subject' | 'actor' | 'body'>

const SERIES = 'series/'

/** A value of a series counts when one party stated it last and the other confirmed exactly that. */
export class SeriesRules {
  /** The values that count, each from the place of its confirmation on. */
  readonly confirmed: StatedValue[] = []
  private readonly waiting = new Map<string, { readonly value: unknown; readonly organisation: string }>()

  state({ subject, actor, body }: Told): void {
    this.waiting.set(placeOf(subject, body), { value: body['value'], organisation: actor.organisation })
  }

  confirm(index: number, { subject, actor, body }: Told): void {
    const place = placeOf(subject, body)
    const stated = this.waiting.get(place)
    if (stated === undefined || stated.value !== body['value']) {
      throw new Error(`the value ${JSON.stringify(body['value'])} of ${place} was not stated before`)
    }
    if (stated.organisation === actor.organisation) {
      throw new Error(`the organisation ${actor.organisation} confirms a value of ${place} that it stated itself`)
    }
    this.waiting.delete(place)
    const { period, value } = body
    if (!subject.startsWith(SERIES) || typeof period !== 'string' || typeof value !== 'string') {
      throw new Error('a series value is about a series and has a period and a value, both texts')
    }
    this.confirmed.push({ index, series: subject.slice(SERIES.length), period, value })
  }
}

function placeOf(subject: string, body: Told['body']): string {
  return `${subject} ${JSON.stringify(body['period'])}`
}
