import type { Secrets } from '../../secrets.ts'
import { commitment, newSalt } from '../format/commitment.ts'
import { newSubjectKey, openValue, sealValue, unwrapSubjectKey, wrapSubjectKey } from './sealed-value.ts'
import type { SealedRow, SubjectKeyRow } from './store.ts'

/** A personal value, the person it is about, and the thing and name under which it is found. */
export interface PersonalValue {
  readonly engagementId: string
  /** Whom the value is about: `work-item/<id>` for the customer of an item. */
  readonly subjectId: string
  readonly thing: string
  readonly name: string
  readonly value: string
}

/** A key for a new subject, wrapped under the installation's master key. */
export function newSubject(
  secrets: Secrets,
  engagementId: string,
  subjectId: string,
): SubjectKeyRow & { readonly key: Uint8Array } {
  const key = newSubjectKey()
  return {
    subjectId,
    wrappedKey: wrapSubjectKey(secrets.derive('subject'), { engagement: engagementId, subject: subjectId }, key),
    key,
  }
}

/** The key of a known subject; undefined once it was erased. Throws when it was wrapped under another master key. */
export function openSubject(secrets: Secrets, engagementId: string, row: SubjectKeyRow): Uint8Array | undefined {
  if (row.wrappedKey === null) return undefined
  const place = { engagement: engagementId, subject: row.subjectId }
  return unwrapSubjectKey(secrets.derive('subject'), place, row.wrappedKey)
}

/** Seals a value: what goes to the database, and the commitment (bytes) that may stand in the record. */
export function seal(subjectKey: Uint8Array, personal: PersonalValue): SealedRow {
  const salted = { salt: newSalt(), value: personal.value }
  const place = placeOf(personal)
  return {
    commitment: commitment(salted),
    subjectId: personal.subjectId,
    thing: personal.thing,
    name: personal.name,
    sealed: sealValue(subjectKey, place, salted),
  }
}

/** Opens a sealed value; throws when key, place or bytes do not belong together. */
export function unseal(subjectKey: Uint8Array, engagementId: string, row: SealedRow): string {
  return openValue(subjectKey, placeOf({ ...row, engagementId }), row.sealed).value
}

function placeOf(value: Pick<PersonalValue, 'engagementId' | 'subjectId' | 'thing' | 'name'>) {
  return { engagement: value.engagementId, subject: value.subjectId, valueId: `${value.thing}#${value.name}` }
}
