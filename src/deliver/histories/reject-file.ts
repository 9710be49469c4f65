import { utf8Bytes } from '../../kernel/record/format/digest.ts'
import type { ImportReject } from './model.ts'

type NumberedReject = ImportReject & { readonly rejectNo: number }
const pageSize = 1_000

/**
 * The reject file of an import: CSV (RFC 4180), a row for each event that was not taken. It is read page by page as it
 * is sent, so that its length does not matter.
 */
export async function* rejectFile(
  pageAfter: (rejectNo: number, limit: number) => Promise<readonly NumberedReject[]>,
): AsyncGenerator<Uint8Array> {
  yield utf8Bytes('row,case,reason\r\n')
  for (let after = 0; ;) {
    const page = await pageAfter(after, pageSize)
    if (page.length > 0) yield utf8Bytes(page.map(rejectLine).join(''))
    if (page.length < pageSize) return
    after = page.at(-1)?.rejectNo ?? after
  }
}

function rejectLine(reject: ImportReject): string {
  return `${reject.line},${cellText(reject.case ?? '')},${cellText(reject.reason)}\r\n`
}

/** Foreign text that a spreadsheet could take for a formula gets an apostrophe in front. */
function cellText(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
