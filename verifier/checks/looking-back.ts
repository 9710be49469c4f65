import type { CanonicalObject, CanonicalValue } from '../../src/kernel/record/format/canonical.ts'
import { isCanonicalObject } from '../../src/kernel/record/format/canonical.ts'
import type { Terms } from '../../src/terms/model.ts'
import { monthNumber, monthOfNumber } from '../../src/terms/month-result.ts'
import type { SettleContext } from '../../src/terms/settle.ts'
import type { Statement } from '../../src/terms/statement.ts'

/** A statement that was recomputed to the bytes that its entry names. */
export type Reproduced = {
  readonly bytes: Uint8Array
  readonly statement: Statement
  readonly month: string
  readonly terms: Terms
}

/** What the entries read so far say: documents and statements by hash, and which organisations agreed to them. */
export type AgreedSoFar = {
  readonly signers: ReadonlyMap<string, ReadonlySet<string>>
  readonly approvers: ReadonlyMap<string, ReadonlySet<string>>
  readonly statements: ReadonlyMap<string, Reproduced>
}

/**
 * The statements of the months before, for a draft whose terms look back: every month since the first terms that both
 * parties had signed, as both had agreed it before the draft. The draft names exactly these.
 * @param body of the entry statement-drafted
 * @throws Error that says which month is not agreed, or which statement is named wrongly
 */
export function earlierOf(
  soFar: AgreedSoFar,
  documents: ReadonlyMap<string, CanonicalValue>,
  month: string,
  { earlier }: CanonicalObject,
): Pick<SettleContext, 'earlier' | 'earlierTerms'> {
  const agreed = [...soFar.statements].filter(([sha]) => soFar.approvers.get(sha)?.size === 2)
  const byMonth = new Map(agreed.map(([sha, one]) => [one.month, { sha, one }]))
  const months = monthsBefore(soFar.signers, documents, month)
  const missing = months.find((one) => !byMonth.has(one))
  if (missing !== undefined) {
    throw new Error(`its terms look back, and the statement of ${missing} was not agreed by both parties before`)
  }
  if (!Array.isArray(earlier)) throw new Error("its terms look back, and it has no 'earlier' that names statements")
  const found = months.flatMap((one) => byMonth.get(one) ?? [])
  const named: readonly CanonicalValue[] = earlier
  for (let at = 0; at < Math.max(named.length, found.length); at++) {
    const [claimed, right] = [named[at] ?? 'none', found[at]?.sha ?? 'none']
    if (claimed === right) continue
    const which = `as statement ${at + 1} of its 'earlier' it names ${JSON.stringify(claimed)}`
    throw new Error(`${which}, and ${right} of ${months[at] ?? 'no month'} was agreed`)
  }
  return {
    earlier: found.map(({ one }) => one.statement),
    earlierTerms: new Map(found.map(({ one }) => [one.statement.termsHash, one.terms])),
  }
}

/** From the month in which the first terms begin that both parties signed up to, not including, a month. */
function monthsBefore(
  signers: AgreedSoFar['signers'],
  documents: ReadonlyMap<string, CanonicalValue>,
  month: string,
): string[] {
  const signed = [...signers].filter(([, organisations]) => organisations.size === 2)
  const [first = month] = signed.flatMap(([sha]) => effectiveOf(documents, sha) ?? []).sort()
  const from = monthNumber(first.slice(0, 7))
  const count = Math.max(0, monthNumber(month) - from)
  return Array.from({ length: count }, (_, index) => monthOfNumber(from + index))
}

/** The first day of the terms that a signed document is, holds, or names by their hash. */
function effectiveOf(documents: ReadonlyMap<string, CanonicalValue>, sha: string): string | undefined {
  const document = documents.get(sha)
  if (document === undefined) return undefined
  const held = isCanonicalObject(document) ? document['terms'] : undefined
  const others = [...documents].flatMap(([hash, content]) => (namesHash(document, hash) ? [content] : []))
  for (const holder of [document, held, ...others]) {
    if (!isCanonicalObject(holder)) continue
    const { effective } = holder
    if (typeof effective === 'string') return effective
  }
  return undefined
}

/** Whether a hash stands anywhere in a document as a text. */
export function namesHash(value: CanonicalValue, hash: string): boolean {
  if (typeof value === 'string') return value === hash
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((member: CanonicalValue) => namesHash(member, hash))
}
