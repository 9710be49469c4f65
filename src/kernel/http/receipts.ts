import type { Answer } from '../execute.ts'
import { utf8Text } from '../record/format/digest.ts'
import { signReceipt } from '../record/format/receipt.ts'
import { logSigningKey } from '../record/log-key.ts'
import type { Secrets } from '../secrets.ts'
import { formatInstant } from '../time/instant.ts'

/** With more entries than this, the caller asks the query `entry-receipts`. */
const receiptsMax = 4

/** Signed promises that the entries of an answer will stand in the record. The same again on a replay. */
export function receiptsOf(secrets: Secrets, answer: Answer): string[] {
  const { engagementId, entries } = answer
  if (engagementId === undefined || entries.length > receiptsMax || entries.length === 0) return []
  const key = logSigningKey(secrets, engagementId)
  const at = formatInstant(answer.recordedAt)
  return entries.map((entry) =>
    utf8Text(signReceipt({ engagement: engagementId, entry: entry.id, leafHash: entry.leaf, at }, key)),
  )
}
