import { bind, type Bound } from '../../handler.ts'
import type { Tx } from '../../database/transaction.ts'
import { cursorOf, positionOf } from '../../paging.ts'
import { invalidInput } from '../../refusal.ts'
import { parseCanonical } from '../format/canonical.ts'
import { toHex } from '../format/digest.ts'
import { recordExcerpt, recordTypes, recordWitnesses } from './commands.ts'
import {
  countOfTypes,
  entryTypes,
  excerptAlongLog,
  excerptOfFew,
  type EntryType,
  type ExcerptFilter,
} from './excerpt-store.ts'
import { lastCosignatures, witnessesOf, type PlacedEntry } from './store.ts'

/** What an auditor leafs through: parts of the record, and who watches over it. */
export function excerptHandlers(): readonly Bound[] {
  return [
    bind(recordExcerpt, async ({ tx, engagementId }, input) => {
      const { order, subject, subjectKind, type, organisationId, since, until, size, limit } = input
      const types = await typesWanted(() => entryTypes(tx, engagementId), { subjectKind, type })
      const beside = leafOf(input.cursor)
      const filter = {
        order,
        beside,
        subject,
        subjectKind,
        types,
        organisationId,
        since,
        until,
        size,
        limit: limit + 1,
      }
      const rows = (await areFew(tx, engagementId, filter))
        ? await excerptOfFew(tx, engagementId, filter)
        : await excerptAlongLog(tx, engagementId, filter)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const isMore = rows.length > limit && last !== undefined
      return { rows: page.map(entryCard), nextCursor: isMore ? cursorOf([String(last.leafIndex)]) : null }
    }),
    bind(recordTypes, async ({ tx, engagementId }) => ({ rows: await entryTypes(tx, engagementId) })),
    bind(recordWitnesses, async ({ tx, engagementId }) => {
      const [witnesses, signed] = await Promise.all([witnessesOf(tx, engagementId), lastCosignatures(tx, engagementId)])
      const lastOf = new Map(signed.map((one) => [one.witness, { treeSize: one.treeSize, receivedAt: one.signedAt }]))
      return {
        rows: witnesses.map(({ witness, party, verifierKey }) => ({
          witness,
          party,
          verifierKey,
          last: lastOf.get(witness) ?? null,
        })),
      }
    }),
  ]
}

export function entryCard(placed: PlacedEntry) {
  return { leafIndex: placed.leafIndex, leafHash: toHex(placed.leafHash), entry: parseCanonical(placed.bytes) }
}

interface Wanted {
  readonly subjectKind: string | undefined
  readonly type: string | undefined
}

/** A kind of subject stands for its types; a type of another kind leaves none. */
async function typesWanted(
  known: () => Promise<readonly EntryType[]>,
  { subjectKind, type }: Wanted,
): Promise<readonly string[] | undefined> {
  if (subjectKind === undefined) return type === undefined ? undefined : [type]
  const ofKind = (await known()).filter((one) => one.subjectKind === subjectKind).map((one) => one.type)
  return type === undefined ? ofKind : ofKind.filter((one) => one === type)
}

/** So many entries are sorted sooner than a page of them is met along the log. */
const fewMax = 2_000

async function areFew(tx: Tx, engagementId: string, { subject, types }: ExcerptFilter): Promise<boolean> {
  if (subject !== undefined) return true
  return types !== undefined && (await countOfTypes(tx, engagementId, types, fewMax)) < fewMax
}

function leafOf(cursor: string | undefined): number | undefined {
  const [leaf] = positionOf(cursor, 1)
  if (leaf === undefined) return undefined
  if (/^\d{1,15}$/.test(leaf)) return Number(leaf)
  throw invalidInput.because('cursor: take it as it stands from nextCursor of the page before.')
}
