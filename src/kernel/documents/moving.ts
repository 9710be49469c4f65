import type { Party } from '../access/model.ts'
import type { DocumentState, Move, Paper, Signatory } from './model.ts'
import { alreadySigned, notInState } from './refusals.ts'

/** Where a move leads, and who may make it; `unsigned`: a party that has not signed the newest version. */
export interface Step {
  readonly to: DocumentState
  readonly by: 'author' | 'either' | 'unsigned'
}

/** The one table of a kind's moves: in which state which move leads where. What is not in it cannot be done. */
export type MoveTable = Readonly<Record<DocumentState, Readonly<Partial<Record<Move, Step>>>>>

const toBoth = { to: 'proposed', by: 'either' } as const
const back = { to: 'withdrawn', by: 'author' } as const

/**
 * A paper that both parties negotiate and sign. A draft belongs to its author's party until it is proposed; from then
 * on either party revises it, which clears the signatures; it is final once both have signed the same version.
 */
export const twoPartyMoves = {
  draft: {
    revise: { to: 'draft', by: 'author' },
    comment: { to: 'draft', by: 'author' },
    propose: { to: 'proposed', by: 'author' },
    withdraw: back,
  },
  proposed: { revise: toBoth, comment: toBoth, sign: { to: 'signed', by: 'unsigned' }, withdraw: back },
  signed: {
    revise: toBoth,
    comment: { to: 'signed', by: 'either' },
    sign: { to: 'agreed', by: 'unsigned' },
    withdraw: back,
  },
  agreed: {},
  withdrawn: {},
} as const satisfies MoveTable

/**
 * The state to which a party's move leads.
 * @throws Refusal not-in-state or already-signed
 */
export function moved(table: MoveTable, paper: Paper, move: Move, party: Signatory): DocumentState {
  const step = table[paper.state][move]
  if (step === undefined) throw notInState.because(whyNot(table, paper.state, move))
  if (step.by === 'author' && party !== paper.author) {
    throw notInState.because(`In the state ${paper.state}, only the ${paper.author} can ${move} it.`)
  }
  if (step.by === 'unsigned' && paper.signedBy.includes(party)) {
    throw alreadySigned.because(`The ${party} has signed version ${paper.version}; now the other party can sign it.`)
  }
  return step.to
}

/** The moves open to a party now; roles are another question. */
export function openMoves(table: MoveTable, paper: Paper, party: Signatory): Move[] {
  const steps = Object.entries(table[paper.state]) as [Move, Step][]
  return steps.filter(([, step]) => isOpen(step, paper, party)).map(([move]) => move)
}

function isOpen(step: Step, paper: Paper, party: Signatory): boolean {
  if (step.by === 'author') return party === paper.author
  return step.by === 'either' || !paper.signedBy.includes(party)
}

/** Whether a move is the author's alone, in whatever state it is made. */
export function isAuthorsOwn(table: MoveTable, move: Move): boolean {
  const steps = Object.values(table).flatMap((moves: Partial<Record<Move, Step>>) => moves[move] ?? [])
  return steps.length > 0 && steps.every((step) => step.by === 'author')
}

function whyNot(table: MoveTable, state: DocumentState, move: Move): string {
  const states = Object.entries(table).filter(([, moves]) => Object.hasOwn(moves, move))
  const where = states.map(([name]) => name).join(' or ')
  const final = Object.keys(table[state]).length === 0 ? ' It is final: draft a new one.' : ''
  return `Its state is ${state}; you can ${move} it in the state ${where}.${final}`
}

/**
 * The first version that a party may read; undefined where the paper does not exist for it. Versions before the one
 * that was proposed are the author's own thoughts. An auditor of neither party sees what was agreed.
 */
export function readableFrom(paper: Paper, party: Party): number | undefined {
  if (party === paper.author) return 1
  if (party === 'neither') return paper.state === 'agreed' ? paper.version : undefined
  return paper.firstSharedVersion ?? undefined
}

/** Who can read the newest version now. */
export function readersOf(paper: Paper): Party[] {
  const parties: readonly Party[] = ['client', 'provider', 'neither']
  return parties.filter((party) => readableFrom(paper, party) !== undefined)
}
