import { triggerText } from '../credit/look-back/trigger.ts'
import type { Chronic, Convenience, ExitTerms, Fee } from '../exit/exit-terms.ts'
import type { Terms } from '../model.ts'
import { countText, listText, roundingWords } from './phrases.ts'
import type { TermText } from './phrases.ts'

/** How the contract may be ended, what that costs, and what is owed while the work goes home. */
export function exitTexts({ exit }: Terms): TermText[] {
  if (!exit) return []
  const head = {
    clause: exit.clause,
    name: 'Exit',
    sentences: ['The contract may be ended as the clauses on exit say.'],
  }
  return [
    head,
    ...(exit.convenience ? [convenienceText(exit.convenience)] : []),
    ...(exit.chronic ? [chronicText(exit.chronic)] : []),
    ...exit.grounds.map(groundText),
    ...afterTexts(exit),
  ]
}

function partiesText(by: readonly ('client' | 'provider')[]): string {
  return listText(
    by.map((party) => `the ${party}`),
    'or',
  )
}

function convenienceText({ clause, by, noticeMonths, notBeforeMonth, fee }: Convenience): TermText {
  const after =
    notBeforeMonth === 0 ? '' : `, not before ${countText(notBeforeMonth, 'month')} of the contract have passed`
  const who = partiesText(by)
  const notice =
    `Without a cause, ${who} may end the contract with a notice of ` + `${countText(noticeMonths, 'month')}${after}.`
  return { clause, name: 'Ending without a cause', sentences: [notice, feeSentence(fee)] }
}

function feeSentence(fee: Fee): string {
  if ('none' in fee) return 'Ending the contract without a cause costs nothing.'
  const rounded = `, rounded ${roundingWords[fee.rounding]}`
  if ('remainingValue' in fee) {
    const { amount, months } = fee.remainingValue
    const span = `${countText(months, 'month')} from the beginning of the contract`
    return (
      `Ending the contract without a cause costs what is left of ${amount.text} that is written off ` +
      `evenly over ${span}${rounded}.`
    )
  }
  const years = fee.byContractYear.map(({ text }, index) => `${text} in year ${index + 1}`)
  const base =
    fee.of === 'average-year'
      ? 'twelve average months of charges so far'
      : 'the fixed monthly charges up to the end of the contract'
  return `Ending the contract without a cause costs a share of ${base}: ${listText(years)} and after it${rounded}.`
}

function chronicText({ clause, levels, trigger, noticeDays }: Chronic): TermText {
  const which = levels === 'any-critical' ? 'a critical service level' : `one of ${listText(levels, 'or')}`
  const when = triggerText(trigger)
  const sentence =
    `The other party may end the contract with a notice of ${countText(noticeDays, 'day')} ` +
    `for the failure of ${which}, ${when}.`
  return { clause, name: 'Ending for repeated failure', sentences: [sentence] }
}

function groundText({ clause, ground, by, cureDays, noticeDays }: ExitTerms['grounds'][number]): TermText {
  const cure = cureDays === 0 ? 'at once' : `if it is not cured within ${countText(cureDays, 'day')}`
  const notice = `with a notice of ${countText(noticeDays, 'day')}`
  return {
    clause,
    name: ground,
    sentences: [`For this cause ${partiesText(by)} may end the contract ${notice}, ${cure}: ${ground}.`],
  }
}

function afterTexts({ assistance, dataReturn }: ExitTerms): TermText[] {
  const found: TermText[] = []
  if (assistance) {
    const { clause, months, serviceLevels, charged } = assistance
    const levels = serviceLevels === 'continue' ? 'service levels go on to hold' : 'service levels do not hold'
    const price = charged === 'free' ? 'free of charge' : 'at the agreed prices'
    const help = `After the end the provider helps for ${countText(months, 'month')}, ${price}; meanwhile ${levels}.`
    found.push({ clause, name: 'Assistance at the end', sentences: [help] })
  }
  if (dataReturn) {
    const { clause, withinDays, form, deletion } = dataReturn
    const gone =
      deletion === 'certified' ? 'and certifies that it has deleted them' : 'and their deletion is not agreed'
    const given = `The provider returns the data within ${countText(withinDays, 'day')} as ${form}, ${gone}.`
    found.push({ clause, name: 'Return of data', sentences: [given] })
  }
  return found
}
