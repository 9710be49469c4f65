/** How many parts of a pattern may match more than one length: each more makes a search longer by a power. */
const openPartsMax = 3
const patternLengthMax = 200

// One character: escaped, of a class, any, or itself. Groups, alternatives and references are not part of it.
const one = String.raw`(?:\\[dDwWsS.\-/\\+*?^$()[\]{}|]|\[\^?(?:\\[dDwWsS\-\]\\^]|[^\]\\[])+\]|[^\\[\](){}*+?|^$])`
const many = String.raw`(?:\{\d{1,3}(?:,\d{0,3})?\}|[*+?])`
const whole = new RegExp(`^\\^(?:${one}${many}?)*\\$$`, 'u')
const open = new RegExp(String.raw`${one}(?:\{\d{1,3},\d{0,3}\}|[*+?])`, 'gu')

/**
 * Why a pattern of a form cannot be used; undefined where it can. Allowed is a row of characters and classes, each
 * with a count, between ^ and $: matching it takes bounded time on whatever is typed.
 */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > patternLengthMax) return `has at most ${patternLengthMax} characters`
  if (!whole.test(pattern)) {
    return 'is a row of characters or [classes] with counts, between ^ and $; groups and | are not used'
  }
  if ((pattern.match(open)?.length ?? 0) > openPartsMax) return `has at most ${openPartsMax} parts of open length`
  return isExpression(pattern) ? undefined : 'is not a regular expression'
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== ''
  } catch {
    return false
  }
}
