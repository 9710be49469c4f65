import { inclusionProofOf, recordCheckpoint } from '../../../src/kernel/record/reading/commands.ts'
import { encodeCanonical, type CanonicalValue } from '../../../src/kernel/record/format/canonical.ts'
import { fromHex, toHex } from '../../../src/kernel/record/format/digest.ts'
import { leafHash, verifyInclusion } from '../../../src/kernel/record/format/merkle.ts'
import { call } from '../../../src/kernel/client/call.ts'
import { here } from '../../lib/calling.ts'

export interface Leaf {
  readonly leafIndex: number
  readonly entry: unknown
}

/** What this browser found when it computed an entry's place in the record for itself. */
export interface Checked {
  readonly isIn: boolean
  readonly leafHash: string
  readonly treeSize: number
  readonly root: string
  readonly steps: number
}

/**
 * Checks that an entry stands in the tree of the newest checkpoint. The entry's bytes and their digest are made here,
 * and the path to the root is computed here: of the server's answer only the neighbours' digests are used.
 */
export async function checkEntry(engagementId: string, { leafIndex, entry }: Leaf): Promise<Checked> {
  const checkpoint = await call(here, recordCheckpoint, { engagementId })
  const { treeSize, root } = checkpoint
  const asked = { engagementId, index: leafIndex, size: treeSize }
  const { proof } = await call(here, inclusionProofOf, asked)
  const leaf = leafHash(encodeCanonical(entry as CanonicalValue))
  const isIn = verifyInclusion({
    index: leafIndex,
    size: treeSize,
    leaf,
    proof: proof.map(fromHex),
    root: fromHex(root),
  })
  return { isIn, leafHash: toHex(leaf), treeSize, root, steps: proof.length }
}
