import { z } from 'zod'
import { command, EngagementInput, query, RawBytes } from '../../command.ts'
import { refusal } from '../../refusal.ts'

export const beyondLog = refusal('beyond-log', 'invalid', 'The log does not reach so far yet')
export const badWitness = refusal('bad-witness', 'invalid', 'This is not a key or signature of a witness')
export const witnessExists = refusal('witness-exists', 'conflict', 'A witness of this name is registered')

export const tooManyWitnesses = refusal('too-many-witnesses', 'conflict', 'The party has as many witnesses as it may')

const anyMember = { who: 'members', roles: 'any', party: 'any' } as const
const Size = z.coerce.number().int().min(0)

export const recordCheckpoint = query({
  name: 'record-checkpoint',
  summary: 'The newest signed checkpoint of the record (or that of a size), with the co-signatures on it.',
  path: '/engagements/{engagementId}/record/checkpoint',
  input: EngagementInput.extend({ size: Size.optional() }),
  output: z.object({ treeSize: z.number(), root: z.string(), note: z.string(), signedAt: z.number() }),
  refusals: [beyondLog],
  allow: anyMember,
})

export const recordCheckpoints = query({
  name: 'record-checkpoints',
  summary: 'Checkpoints of the record, newest first.',
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
    rows: z.array(z.object({ leafIndex: z.number(), leafHash: z.string(), entry: z.unknown() })),
    nextFrom: z.number(),
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
