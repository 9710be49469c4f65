import type { Decision } from '../../../src/govern/decisions/model.ts'
import { money, monthName } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'

/** What waits, in the words of a list. */
export function whatOf(decision: Decision): string {
  switch (decision.kind) {
    case 'statement-to-draft':
      return say('decisions.draft', { month: monthName(decision.month) })
    case 'statement-to-approve':
      return say('decisions.statement', { month: monthName(decision.month) })
    case 'agreement-to-sign':
      return say(decision.amends ? 'decisions.amendment' : 'decisions.agreement', { title: decision.title })
    case 'questions-to-answer':
      return say('decisions.questions', { items: decision.items, reference: decision.reference })
  }
}

/** What happens once it is decided. */
export function effectOf(decision: Decision): string {
  switch (decision.kind) {
    case 'statement-to-draft':
      return say('decisions.draft.effect', { rejected: decision.askedBy === null ? 'no' : 'yes' })
    case 'statement-to-approve': {
      const { netMinor, creditsMinor, currency } = decision.totals
      return say('decisions.statement.effect', {
        net: money(netMinor, currency),
        credit: creditsMinor === 0 ? 'none' : money(creditsMinor, currency),
        last: decision.last ? 'yes' : 'no',
      })
    }
    case 'agreement-to-sign':
      return say('decisions.agreement.effect', { last: decision.last ? 'yes' : 'no' })
    case 'questions-to-answer':
      return say('decisions.questions.effect', { items: decision.items })
  }
}

/** Tells decisions apart. */
export function keyOfDecision(decision: Decision): string {
  const { engagementId, kind } = decision
  if (kind === 'agreement-to-sign') return `${engagementId} ${kind} ${decision.agreementId}`
  return `${engagementId} ${kind} ${kind === 'questions-to-answer' ? '' : decision.month}`
}
