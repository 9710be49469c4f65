import { approvedAlready, monthClosed, notDrafted, otherStatement } from './commands.ts'
import type { Signatory, StatementState } from './model.ts'

/** A month on its way to being closed: what the moves below decide from. */
export interface Closing {
  readonly month: string
  readonly state: StatementState
  /** Number of entries the record has about the subject statement/<month>. */
  readonly version: number
  /** Number of the newest draft; 0 before the first. */
  readonly draftNo: number
  /** SHA-256 (hex) of the newest draft. */
  readonly statementHash: string | undefined
  /** Approvals of the newest draft. */
  readonly approvals: readonly { readonly party: Signatory; readonly organisationId: string }[]
}

type Move = 'draft' | 'approve' | 'reject'

/** For each move: the states it may start from, and where it leads. The second approval leads on to `agreed`. */
const MOVES = {
  draft: { open: 'drafted', drafted: 'drafted' },
  approve: { drafted: 'drafted' },
  reject: { drafted: 'open' },
} as const satisfies Record<Move, Partial<Record<StatementState, StatementState>>>

/** The state after a move; refuses a move that the state does not allow. */
function moved(closing: Closing, move: Move): StatementState {
  const to: Partial<Record<StatementState, StatementState>> = MOVES[move]
  const state = to[closing.state]
  if (state !== undefined) return state
  if (closing.state === 'agreed') {
    throw monthClosed.because(`${closing.month} is closed. What came to light later belongs to a later month.`)
  }
  throw notDrafted.because(`${closing.month} is ${closing.state}: draft its statement first.`)
}

/**
 * May a statement be drafted? A draft that a party has approved is not replaced behind its back: it is rejected first.
 */
export function draft(closing: Closing): { readonly state: StatementState; readonly draftNo: number } {
  const state = moved(closing, 'draft')
  const [approval] = closing.state === 'drafted' ? closing.approvals : []
  if (approval !== undefined) {
    throw approvedAlready.because(`The ${approval.party} has approved the draft of ${closing.month}; reject it first.`)
  }
  return { state, draftNo: closing.draftNo + 1 }
}

export interface Approver {
  readonly statementHash: string
  readonly party: Signatory
  readonly organisationId: string
}

/** One party approves the statement it has read; when two different organisations have, it is agreed. */
export function approve(closing: Closing, by: Approver): { readonly state: StatementState } {
  const state = moved(closing, 'approve')
  requireCurrent(closing, by.statementHash)
  const same = closing.approvals.find((one) => one.party === by.party || one.organisationId === by.organisationId)
  if (same !== undefined) {
    throw approvedAlready.because(`The ${same.party} has approved this draft; the other party is asked now.`)
  }
  return { state: closing.approvals.length === 0 ? state : 'agreed' }
}

/** Either party sends the draft back; the month is open again. */
export function reject(closing: Closing, statementHash: string): { readonly state: StatementState } {
  const state = moved(closing, 'reject')
  requireCurrent(closing, statementHash)
  return { state }
}

/** Nobody approves or rejects what they have not read. */
function requireCurrent(closing: Closing, statementHash: string): void {
  if (closing.statementHash === statementHash) return
  throw otherStatement.because(
    `The draft of ${closing.month} has the hash ${closing.statementHash ?? 'none'}. Read it, then name its hash.`,
  )
}
