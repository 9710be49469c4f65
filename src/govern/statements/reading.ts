import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { everyFigure } from '../../terms/explanation.ts'
import { bestState } from '../../terms/settling/outlook.ts'
import type { Statement } from '../../terms/statement.ts'
import { statement, statementEvidence, statementEvidenceFile, statementEvidenceGroups } from './commands.ts'
import { statementFile, statementHistory, statements } from './commands.ts'
import { evidenceFileOf, evidenceGroupsOf, evidenceOf } from './evidence/reading.ts'
import { statementFileOf } from './files/statement-file.ts'
import { monthHistory } from './months/month-history.ts'
import { monthPage } from './months/month-list.ts'
import type { Settler } from './settling/settling.ts'
import { statementNow, type Standing } from './standing.ts'
import * as store from './store.ts'

export function statementQueries(settler: Settler): readonly Bound[] {
  return [
    bind(statement, (context, input) => statementOf(settler, context, input.month)),
    bind(statements, async (context, input) => monthPage(context, input.cursor, input.limit)),
    bind(statementHistory, (context, input) => monthHistory(settler, context, input.month)),
    bind(statementEvidence, (context, input) => evidenceOf(settler, context, input)),
    bind(statementEvidenceGroups, (context, input) => evidenceGroupsOf(settler, context, input)),
    bind(statementEvidenceFile, (context, input) => evidenceFileOf(settler, context, input)),
    bind(statementFile, async (context, input) => {
      const { derived } = await statementNow(settler, context, input.month)
      return statementFileOf(derived, input.format)
    }),
  ]
}

async function statementOf(settler: Settler, context: Context, month: string) {
  const { tx, engagementId } = context
  const { standing, derived } = await statementNow(settler, context, month)
  const closing = await store.findClosing(tx, engagementId, month)
  const newest = await store.findDraft(tx, engagementId, month, closing.draftNo)
  const approvals = standing.frozen === undefined ? [] : await store.approvalsOf(tx, engagementId, [closing])
  const rejected = newest?.rejection ?? null
  return {
    month,
    state: closing.state,
    statementHash: derived.statementHash,
    agreementHash: standing.agreementHash,
    termsHash: standing.basis.termsHash,
    treeSize: standing.basis.treeSize,
    draft: standing.frozen?.draftNo ?? null,
    draftedAt: standing.frozen?.draftedAt ?? null,
    agreedAt: closing.state === 'agreed' ? (approvals.at(-1)?.approvedAt ?? null) : null,
    approvals,
    rejection: rejected === null || newest === undefined ? null : { statementHash: newest.statementHash, ...rejected },
    outlook: standing.frozen === undefined ? await outlookOf(settler, context, standing, derived.statement) : [],
    statement: derived.statement,
  }
}

/**
 * How the levels of an open month can still end, from the items that are not due at the time of asking. A level that
 * does not count late items has nothing that could still be in time: it ends as it stands.
 */
async function outlookOf(settler: Settler, context: Context, { basis }: Standing, derived: Statement) {
  const known = new Set(everyFigure(derived.figures).map(({ id }) => id))
  const lateOf = ({ id }: { readonly id: string }) => `serviceLevels/${id}/late`
  const counting = derived.serviceLevels.filter((line) => known.has(lateOf(line)))
  const asked = { figureIds: counting.map(lateOf), at: context.now }
  const counts = counting.length === 0 ? [] : await settler.notYetDue(context.tx, basis, asked)
  return derived.serviceLevels.map((line) => {
    const notYetDue = counts[counting.indexOf(line)] ?? 0
    return { id: line.id, notYetDue, best: notYetDue === 0 ? line.state : bestState(basis.terms, line, notYetDue) }
  })
}
