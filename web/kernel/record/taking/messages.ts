import type { Finding } from '../../../../verifier/checks/finding.ts'
import type { OwnEvidence, Verified } from '../../../../verifier/checks/verifying.ts'

/** What the page asks of the worker that verifies: a bundle by its address on this server, or the reader's own file. */
export interface Order {
  readonly source: { readonly address: string } | { readonly file: Blob }
  readonly own: OwnEvidence
}

/** What the worker tells: how far it has read, that it computes the papers again, and how it ended. */
export type Told =
  | { readonly kind: 'reading'; readonly bytes: number; readonly entries: number; readonly of: number | undefined }
  | { readonly kind: 'computing' }
  | { readonly kind: 'valid'; readonly verified: Verified; readonly millis: number }
  | { readonly kind: 'finding'; readonly message: string; readonly place: Finding['place']; readonly entries: number }
  | { readonly kind: 'failed'; readonly message: string }
