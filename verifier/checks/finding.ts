/** Where in a bundle something is wrong; numbers from the reader's point of view: entries from 0, lines from 1. */
export interface Place {
  readonly entry?: number
  readonly line?: number
  readonly offset?: number
}

/** The first thing that is wrong with a bundle: what, and where. */
export class Finding extends Error {
  readonly place: Place
  constructor(message: string, place: Place = {}) {
    super(message)
    this.name = 'Finding'
    this.place = place
  }
}

/** 'entry 17, line 19, byte 8204' of what is known. */
export function placeText(place: Place): string {
  const parts: string[] = []
  if (place.entry !== undefined) parts.push(`entry ${place.entry}`)
  if (place.line !== undefined) parts.push(`line ${place.line}`)
  if (place.offset !== undefined) parts.push(`byte ${place.offset}`)
  return parts.join(', ')
}
