import { invalidInput } from './refusal.ts'

/** An opaque cursor: the place of the last row of a page, as texts. */
export function cursorOf(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The place a cursor names; nothing when there is no cursor. Refuses one that was not given by a page. */
export function positionOf(cursor: string | undefined, partCount: number): readonly (string | undefined)[] {
  if (cursor === undefined) return []
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(parts) && parts.length === partCount && parts.every((part) => typeof part === 'string'))
      return parts
  } catch {
    // Falls through to the refusal: a cursor is either ours or not.
  }
  throw invalidInput.because('cursor: take it as it stands from nextCursor of the page before.')
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The place a cursor of (instant, id) names in a list by time; undefined without a cursor. Refuses any other cursor.
 */
export function instantPositionOf(
  cursor: string | undefined,
): { readonly at: number; readonly id: string } | undefined {
  if (cursor === undefined) return undefined
  const [at = '', id = ''] = positionOf(cursor, 2)
  if (/^\d{1,15}$/.test(at) && uuidPattern.test(id)) return { at: Number(at), id }
  throw invalidInput.because('cursor: take it as it stands from nextCursor of the page before.')
}
