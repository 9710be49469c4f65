import { bind, type Bound, type Context } from '../../handler.ts'
import type { Secrets } from '../../secrets.ts'
import { formatInstant } from '../../time/instant.ts'
import { mergeSignatures } from '../format/checkpoint.ts'
import { toHex, utf8Text } from '../format/digest.ts'
import { signReceipt } from '../format/receipt.ts'
import { logSigningKey } from '../log-key.ts'
import {
  beyondLog,
  consistencyProofOf,
  entryReceipts,
  inclusionProofOf,
  recordCheckpoint,
  recordCheckpoints,
  recordEntries,
  recordTile,
  registerWitness,
  submitCosignature,
} from './commands.ts'
import { entryCard, excerptHandlers } from './excerpting.ts'
import * as store from './store.ts'
import { proveConsistency, proveInclusion, readTile } from './tiling.ts'
import { registerWitnessOf, takeCosignature } from './witnessing.ts'

export function recordHandlers(secrets: Secrets): readonly Bound[] {
  return [
    ...readingHandlers(),
    ...excerptHandlers(),
    ...provingHandlers(secrets),
    bind(registerWitness, registerWitnessOf),
    bind(submitCosignature, takeCosignature),
  ]
}

function readingHandlers(): readonly Bound[] {
  return [
    bind(recordCheckpoint, async (context, input) => {
      const { size, covers } = input
      const checkpoint =
        size === undefined && covers !== undefined
          ? await checkpointCovering(context, covers)
          : await checkpointOf(context, size)
      const here = await store.cosignaturesOn(context.tx, context.engagementId, checkpoint.treeSize)
      return cardOf(checkpoint, here)
    }),
    bind(recordCheckpoints, async (context, input) => {
      const { tx, engagementId } = context
      const before = input.before ?? Number.MAX_SAFE_INTEGER
      const rows = await store.checkpointsBefore(tx, engagementId, before, input.limit)
      const sizes = rows.map(({ treeSize }) => treeSize)
      const signed = Map.groupBy(await store.cosignaturesOnAny(tx, engagementId, sizes), ({ treeSize }) => treeSize)
      return { rows: rows.map((row) => cardOf(row, signed.get(row.treeSize) ?? [])) }
    }),
    bind(recordEntries, async (context, input) => {
      const rows =
        input.subject === undefined
          ? await store.entriesFrom(context.tx, context.engagementId, input.from, input.limit)
          : await store.entriesOfSubject(context.tx, context.engagementId, { ...input, subject: input.subject })
      const last = rows.at(-1)
      return {
        rows: rows.map(entryCard),
        nextFrom: last === undefined ? input.from : last.leafIndex + 1,
      }
    }),
  ]
}

function provingHandlers(secrets: Secrets): readonly Bound[] {
  return [
    bind(inclusionProofOf, async (context, input) => {
      await requireReach(context, input.size)
      if (input.index >= input.size)
        throw beyondLog.because(`A tree of ${input.size} leaves has no leaf ${input.index}.`)
      const [entry] = await store.entriesFrom(context.tx, context.engagementId, input.index, 1)
      if (entry === undefined) throw beyondLog.because(`The log has no leaf ${input.index} yet.`)
      const proof = await proveInclusion(context.tx, context.engagementId, input.index, input.size)
      return { index: input.index, size: input.size, leafHash: toHex(entry.leafHash), proof: proof.map(toHex) }
    }),
    bind(consistencyProofOf, async (context, input) => {
      await requireReach(context, input.to)
      if (input.from > input.to) throw beyondLog.because('`from` is a size at or before `to`.')
      const proof = await proveConsistency(context.tx, context.engagementId, input.from, input.to)
      return { from: input.from, to: input.to, proof: proof.map(toHex) }
    }),
    bind(recordTile, async (context, input) => {
      const { treeSize } = await checkpointOf(context, undefined)
      const tile = await readTile(context.tx, context.engagementId, treeSize, input)
      if (tile.length === 0) throw beyondLog.because('The log has no such tile yet.')
      return tile
    }),
    bind(entryReceipts, async (context, input) => {
      const { engagementId, principal, tx } = context
      const key = logSigningKey(secrets, engagementId)
      const promised = await store.promisedEntries(tx, engagementId, principal.id, input.entries)
      return {
        rows: promised.map((entry) => {
          const at = formatInstant(entry.recordedAt)
          const promise = { engagement: engagementId, entry: entry.entryId, leafHash: toHex(entry.leafHash), at }
          return { entry: entry.entryId, receipt: utf8Text(signReceipt(promise, key)) }
        }),
      }
    }),
  ]
}

async function checkpointOf(context: Context, size: number | undefined): Promise<store.CheckpointCard> {
  const checkpoint = await store.findCheckpoint(context.tx, context.engagementId, size)
  if (checkpoint !== undefined) return checkpoint
  throw beyondLog.because(
    size === undefined ? 'No checkpoint is signed yet.' : `No checkpoint of size ${size} was signed.`,
  )
}

async function checkpointCovering(context: Context, leafIndex: number): Promise<store.CheckpointCard> {
  const checkpoint = await store.findCovering(context.tx, context.engagementId, leafIndex)
  if (checkpoint !== undefined) return checkpoint
  throw beyondLog.because(`No checkpoint covers an entry ${leafIndex} yet.`)
}

async function requireReach(context: Context, size: number): Promise<void> {
  const { treeSize } = await checkpointOf(context, undefined)
  if (size > treeSize) throw beyondLog.because(`The newest checkpoint covers ${treeSize} entries, not ${size}.`)
}

function cardOf(checkpoint: store.CheckpointCard, signed: readonly store.Cosignature[]) {
  const note = signed.reduce((merged, cosignature) => mergeSignatures(merged, cosignature.note), checkpoint.note)
  return { ...checkpoint, root: toHex(checkpoint.root), note }
}
