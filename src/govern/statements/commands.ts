import { z } from 'zod'
import { noAgreedTerms } from '../../contract/agreements/commands.ts'
import { command, EngagementInput, FileBytes, PageInput, pageOf, query } from '../../kernel/command.ts'
import { refusal } from '../../kernel/refusal.ts'
import type { Statement } from '../../terms/statement.ts'
import {
  EvidenceGroup,
  EvidenceItem,
  LevelOutlook,
  moneyDeciders,
  moneyReaders,
  Month,
  MonthCard,
  MonthLevels,
  Sha256Text,
  Signatory,
  StatementApproval,
  StatementState,
  StatementTotals,
} from './model.ts'

export const cannotSettle = refusal('cannot-settle', 'conflict', 'The month cannot be settled from this history')
export const monthNotOver = refusal('month-not-over', 'conflict', 'The month has not ended yet')
export const earlierMonthOpen = refusal(
  'earlier-month-open',
  'conflict',
  'The terms look back at an earlier month that is not agreed yet',
)
export const monthClosed = refusal('month-closed', 'conflict', 'Both parties have agreed this month')
export const notDrafted = refusal('statement-not-drafted', 'conflict', 'No draft of this month waits for approval')
export const otherStatement = refusal('other-statement', 'conflict', 'Another statement is the current draft')
export const approvedAlready = refusal('approved-already', 'conflict', 'A party has approved this draft')
export const noSuchFigure = refusal('no-such-figure', 'not-found', 'The statement has no such figure')

const engagementId = '0192f0c1-0000-7000-8000-00000000000e'
const statementHash = 'a'.repeat(64)
const MonthInput = EngagementInput.extend({ month: Month })
const HashInput = MonthInput.extend({ statementHash: Sha256Text })
const readers = { who: 'members', roles: moneyReaders, party: 'any' } as const
const deciders = { who: 'members', roles: moneyDeciders, party: 'either' } as const
const Content = z.custom<Statement>((value) => typeof value === 'object' && value !== null)

const Rejection = z.object({ statementHash: Sha256Text, party: Signatory, reason: z.string(), rejectedAt: z.number() })

export const statement = query({
  name: 'statement',
  summary: 'Attainment, credits and charges of a month: derived from the record while it is open, else as frozen.',
  path: '/engagements/{engagementId}/statements/{month}',
  input: MonthInput,
  output: z.object({
    month: Month,
    state: StatementState,
    /** SHA-256 of the canonical bytes: what the parties approve. */
    statementHash: Sha256Text,
    agreementHash: Sha256Text,
    termsHash: Sha256Text,
    /** The entries of the record before this leaf are those it is derived from. */
    treeSize: z.int(),
    draft: z.int().nullable(),
    draftedAt: z.number().nullable(),
    agreedAt: z.number().nullable(),
    approvals: z.array(StatementApproval),
    /** The rejection of the newest draft, where it was rejected. */
    rejection: Rejection.nullable(),
    /** How each level of an open month can still end; empty where the month is frozen. */
    outlook: z.array(LevelOutlook),
    statement: Content,
  }),
  refusals: [noAgreedTerms, cannotSettle],
  allow: readers,
  examples: [{ engagementId, month: '2026-10' }],
})

export const statements = query({
  name: 'statements',
  summary: 'Months that have work items or a statement, newest first, with their states and totals.',
  path: '/engagements/{engagementId}/statements',
  input: EngagementInput.extend(PageInput.shape),
  output: pageOf(MonthCard),
  allow: readers,
})

export const statementHistory = query({
  name: 'statement-history',
  summary: 'How each service level stood in a month and in the twelve before it: as frozen, else as it stands.',
  path: '/engagements/{engagementId}/statements/{month}/history',
  input: MonthInput,
  output: z.object({ rows: z.array(MonthLevels) }),
  refusals: [noAgreedTerms, cannotSettle],
  allow: readers,
  examples: [{ engagementId, month: '2026-10' }],
})

/** Which items of a figure: all, or those alone that have this value of a fact, or `queue`, now. */
const FigureInput = MonthInput.extend({
  figureId: z.string().min(1).max(300),
  by: z.string().min(1).max(200).optional(),
  is: z.string().max(500).optional(),
})

export const statementEvidence = query({
  name: 'statement-evidence',
  summary: 'The work items behind a figure of a statement, each with its clock; as many as the figure says.',
  path: '/engagements/{engagementId}/statements/{month}/evidence',
  input: FigureInput.extend(PageInput.shape),
  output: z.object({
    figureId: z.string(),
    /** As many as the figure says, or as have the value that was asked for. */
    count: z.int(),
    statementHash: Sha256Text,
    rows: z.array(EvidenceItem),
    nextCursor: z.string().nullable(),
  }),
  refusals: [noAgreedTerms, cannotSettle, noSuchFigure],
  allow: readers,
  examples: [{ engagementId, month: '2026-10', figureId: 'serviceLevels/S1/late' }],
})

export const statementEvidenceGroups = query({
  name: 'statement-evidence-groups',
  summary: 'The work items behind a figure, counted by queue and by each fact that tells them apart, as they are now.',
  path: '/engagements/{engagementId}/statements/{month}/evidence-groups',
  input: MonthInput.extend({ figureId: FigureInput.shape.figureId }),
  output: z.object({ count: z.int(), rows: z.array(EvidenceGroup) }),
  refusals: [noAgreedTerms, cannotSettle, noSuchFigure],
  allow: readers,
  examples: [{ engagementId, month: '2026-10', figureId: 'serviceLevels/S1/late' }],
})

export const statementEvidenceFile = query({
  name: 'statement-evidence-file',
  summary: 'The work items behind a figure of a statement as a table: the same rows as its evidence.',
  path: '/engagements/{engagementId}/statements/{month}/evidence-file',
  input: FigureInput.extend({ format: z.enum(['csv', 'xlsx']).default('csv') }),
  output: FileBytes,
  givesBytes: 'application/octet-stream',
  refusals: [noAgreedTerms, cannotSettle, noSuchFigure],
  allow: readers,
  examples: [{ engagementId, month: '2026-10', figureId: 'serviceLevels/S1/late', format: 'xlsx' }],
})

export const statementFile = query({
  name: 'statement-file',
  summary:
    'A statement as a file: its canonical JSON, whose SHA-256 is the statement hash, or its figures as CSV or XLSX.',
  path: '/engagements/{engagementId}/statements/{month}/file',
  input: MonthInput.extend({ format: z.enum(['json', 'csv', 'xlsx']).default('json') }),
  output: FileBytes,
  givesBytes: 'application/octet-stream',
  refusals: [noAgreedTerms, cannotSettle],
  allow: readers,
  examples: [{ engagementId, month: '2026-10', format: 'csv' }],
})

export const draftStatement = command({
  name: 'draft-statement',
  summary: 'Freezes the statement of a month that has ended; an earlier draft that nobody approved is superseded.',
  path: '/engagements/{engagementId}/statements/{month}/draft',
  input: MonthInput,
  output: z.object({
    month: Month,
    draft: z.int(),
    statementHash: Sha256Text,
    agreementHash: Sha256Text,
    termsHash: Sha256Text,
    treeSize: z.int(),
    totals: StatementTotals,
  }),
  refusals: [noAgreedTerms, cannotSettle, monthNotOver, earlierMonthOpen, monthClosed, approvedAlready],
  allow: deciders,
  examples: [{ engagementId, month: '2026-10' }],
})

export const approveStatement = command({
  name: 'approve-statement',
  summary: 'Approves the drafted statement by its hash; with the second party the month is closed and invoiced.',
  path: '/engagements/{engagementId}/statements/{month}/approval',
  input: HashInput,
  output: z.object({
    month: Month,
    state: StatementState,
    statementHash: Sha256Text,
    /** Set where this approval closed the month. */
    invoiceHash: Sha256Text.nullable(),
  }),
  refusals: [notDrafted, otherStatement, monthClosed, approvedAlready],
  allow: deciders,
  examples: [{ engagementId, month: '2026-10', statementHash }],
})

export const rejectStatement = command({
  name: 'reject-statement',
  summary: 'Rejects the drafted statement; the month is open again. The record holds only the hash of the reason.',
  path: '/engagements/{engagementId}/statements/{month}/rejection',
  input: HashInput.extend({ reason: z.string().min(1).max(2_000) }),
  output: z.object({ month: Month, state: StatementState }),
  refusals: [notDrafted, otherStatement, monthClosed],
  allow: deciders,
  examples: [{ engagementId, month: '2026-10', statementHash, reason: 'Item CLM-88213 was withdrawn on 2 October.' }],
})
