import { z } from 'zod'
import { command, EngagementInput, PageInput, pageOf, query, RawBytes } from '../../command.ts'
import { Party } from '../../access/model.ts'
import { refusal } from '../../refusal.ts'

export const beyondLog = refusal('beyond-log', 'invalid', 'The log does not reach so far yet')
export const badWitness = refusal('bad-witness', 'invalid', 'This is not a key or signature of a witness')
export const witnessExists = refusal('witness-exists', 'conflict', 'A witness of this name is registered')

export const tooManyWitnesses = refusal('too-many-witnesses', 'conflict', 'The party has as many witnesses as it may')

const anyMember = { who: 'members', roles: 'any', party: 'any' } as const
const Size = z.coerce.number().int().min(0)

export const recordCheckpoint = query({
  name: 'record-checkpoint',
  summary:
    'The newest checkpoint of the record, that of a size, or the first that covers an entry; with co-signatures.',
  path: '/engagements/{engagementId}/record/checkpoint',
  input: EngagementInput.extend({
    size: Size.optional(),
    covers: Size.optional().describe('leaf index of an entry; only without a size'),
  }),
  output: z.object({ treeSize: z.number(), root: z.string(), note: z.string(), signedAt: z.number() }),
  refusals: [beyondLog],
  allow: anyMember,
})

export const recordCheckpoints = query({
  name: 'record-checkpoints',
  summary: 'Checkpoints of the record, newest first, with the co-signatures on them.',
  path: '/engagements/{engagementId}/record/checkpoints',
  input: EngagementInput.extend({
    before: Size.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    rows: z.array(z.object({ treeSize: z.number(), root: z.string(), note: z.string(), signedAt: z.number() })),
  }),
  allow: anyMember,
})

const Placed = z.object({ leafIndex: z.number(), leafHash: z.string(), entry: z.unknown() })

export const recordEntries = query({
  name: 'record-entries',
  summary: 'The feed: entries of the record in the order of the log, from a leaf index on.',
  path: '/engagements/{engagementId}/record/entries',
  input: EngagementInput.extend({
    from: Size.default(0),
    limit: z.coerce.number().int().min(1).max(1_000).default(200),
    subject: z.string().max(200).optional(),
  }),
  output: z.object({
    rows: z.array(Placed),
    nextFrom: z.number(),
  }),
  allow: anyMember,
})

const Millis = z.coerce.number().int().min(0)

export const recordExcerpt = query({
  name: 'record-excerpt',
  summary: 'Entries of the record that fit a filter, newest or oldest first by their place in the log.',
  path: '/engagements/{engagementId}/record/excerpt',
  input: EngagementInput.extend(PageInput.shape).extend({
    order: z.enum(['newest', 'oldest']).default('newest'),
    subject: z.string().max(200).optional().describe('the whole subject: its story'),
    subjectKind: z.string().max(100).optional(),
    type: z.string().max(100).optional(),
    organisationId: z.uuid().optional().describe('on behalf of whom it was done'),
    since: Millis.optional().describe('instant in milliseconds, included'),
    until: Millis.optional().describe('instant in milliseconds, excluded'),
    size: Size.optional().describe('only the first so many entries: what a checkpoint of this size covers'),
  }),
  output: pageOf(Placed),
  allow: anyMember,
})

export const recordTypes = query({
  name: 'record-types',
  summary: 'The types of entries that the record holds, and the kind of subject each is about.',
  path: '/engagements/{engagementId}/record/types',
  input: EngagementInput,
  output: z.object({ rows: z.array(z.object({ type: z.string(), subjectKind: z.string() })) }),
  allow: anyMember,
})

export const recordWitnesses = query({
  name: 'record-witnesses',
  summary: 'The witnesses of the record with their keys, and the largest checkpoint that each has co-signed.',
  path: '/engagements/{engagementId}/record/witnesses',
  input: EngagementInput,
  output: z.object({
    rows: z.array(
      z.object({
        witness: z.string(),
        party: Party,
        verifierKey: z.string(),
        last: z.object({ treeSize: z.number(), receivedAt: z.number() }).nullable(),
      }),
    ),
  }),
  allow: anyMember,
})

export const inclusionProofOf = query({
  name: 'inclusion-proof',
  summary: 'Proof (RFC 6962) that the entry at a leaf index stands in the tree of a checkpoint.',
  path: '/engagements/{engagementId}/record/inclusion',
  input: EngagementInput.extend({ index: Size, size: Size }),
  output: z.object({ index: z.number(), size: z.number(), leafHash: z.string(), proof: z.array(z.string()) }),
  refusals: [beyondLog],
  allow: anyMember,
})

export const consistencyProofOf = query({
  name: 'consistency-proof',
  summary: 'Proof (RFC 6962) that a larger tree of this log holds a smaller one unchanged.',
  path: '/engagements/{engagementId}/record/consistency',
  input: EngagementInput.extend({ from: Size, to: Size }),
  output: z.object({ from: z.number(), to: z.number(), proof: z.array(z.string()) }),
  refusals: [beyondLog],
  allow: anyMember,
})

export const recordTile = query({
  name: 'record-tile',
  summary: 'A tile of the log (C2SP tlog-tiles): up to 256 hashes of 32 bytes.',
  path: '/engagements/{engagementId}/record/tile/{level}/{index}',
  input: EngagementInput.extend({ level: z.coerce.number().int().min(0).max(5), index: Size }),
  output: RawBytes,
  givesBytes: 'application/octet-stream',
  refusals: [beyondLog],
  allow: anyMember,
})

export const entryReceipts = query({
  name: 'entry-receipts',
  summary: 'Signed receipts for entries the caller made: the promise that they will stand in the record.',
  path: '/engagements/{engagementId}/record/receipts',
  input: EngagementInput.extend({
    entries: z
      .string()
      .max(10_000)
      .describe('ids of entries, with commas between them; at most 100')
      .transform((text) => text.split(',').slice(0, 100)),
  }),
  output: z.object({ rows: z.array(z.object({ entry: z.string(), receipt: z.string() })) }),
  allow: anyMember,
})

export const registerWitness = command({
  name: 'register-witness',
  summary: "Names a party's witness by its verifier key, which stands in the record from then on.",
  path: '/engagements/{engagementId}/record/witnesses',
  input: EngagementInput.extend({ verifierKey: z.string().min(10).max(400) }),
  output: z.object({ witness: z.string() }),
  refusals: [badWitness, witnessExists, tooManyWitnesses],
  allow: { who: 'party-administrator' },
})

export const submitCosignature = command({
  name: 'submit-cosignature',
  summary: "Hands in a witness's co-signature on a checkpoint.",
  path: '/engagements/{engagementId}/record/cosignatures',
  input: EngagementInput.extend({ note: z.string().max(65_536) }),
  output: z.object({ treeSize: z.number(), witnesses: z.array(z.string()) }),
  refusals: [badWitness, beyondLog],
  allow: { who: 'members', roles: 'any', party: 'either' },
})
