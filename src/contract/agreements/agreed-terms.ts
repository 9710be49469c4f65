import { readableContent } from '../../kernel/documents/answering.ts'
import type { Context } from '../../kernel/handler.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { dayMillis, formatDate, type DateText } from '../../kernel/time/civil-date.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { localDateOf } from '../../kernel/time/zone.ts'
import type { JsonValue } from '../../terms/model.ts'
import { agreement } from './commands.ts'
import { AgreementContent } from './model.ts'
import type { AgreedTerms } from './model.ts'
import * as store from './store.ts'

// This file is published: a room of a later stage may import it beside model.ts and commands.ts. Such a room needs
// the agreed terms within its own transaction, where a query cannot be asked through the door.

/**
 * The terms that hold on a day, inside a transaction of the engagement: those agreed by both parties with the latest
 * first day that is not after it. A date (yyyy-mm-dd) is meant in the zone of the terms; an instant falls on a day of
 * that zone. Undefined where none hold: a month that starts before the first day of any agreement has no terms.
 */
export async function findAgreedTerms(
  tx: Tx,
  engagementId: string,
  at: DateText | EpochMillis,
): Promise<AgreedTerms | undefined> {
  if (typeof at === 'string') return (await store.agreedTermsAround(tx, engagementId, { from: at, to: at }))[0]
  // It may be yesterday or tomorrow in the zone of the terms, and no other day.
  const today = Math.floor(at / dayMillis)
  const days = { from: formatDate(today - 1), to: formatDate(today + 1) }
  const around = await store.agreedTermsAround(tx, engagementId, days)
  return around.find(({ terms, effective }) => effective <= localDateOf(at, zoneOf(terms)))
}

/** The earliest first day of all terms that both parties ever agreed; undefined where they have agreed none. */
export function findFirstAgreedDay(tx: Tx, engagementId: string): Promise<DateText | undefined> {
  return store.firstEffective(tx, engagementId)
}

/** The terms of a version of an agreement that the caller's party may read; its newest where none is named. */
export async function findReadableTerms(context: Context, agreementId: string, version?: number): Promise<JsonValue> {
  const content = await readableContent(agreement, context, { agreementId }, version)
  return AgreementContent.parse(content).terms
}

function zoneOf(terms: AgreedTerms['terms']): string {
  const zone = typeof terms === 'object' && terms !== null && 'zone' in terms ? terms.zone : undefined
  if (typeof zone !== 'string') throw new Error('Agreed terms name no zone.')
  return zone
}

/**
 * Every agreement's content that a party ever signed, also where a later version took its place: the documents that the
 * record's `agreement-signed` entries name. A page holds at most `most`; go on after the hash of the last.
 */
export function findSignedAgreements(
  tx: Tx,
  engagementId: string,
  { after = '', most = 50 }: { readonly after?: string; readonly most?: number } = {},
): Promise<{ readonly sha256: string; readonly bytes: Uint8Array }[]> {
  return store.signedContents(tx, engagementId, after, most)
}
