import type { Terms } from '../model.ts'
import type { TermText } from './phrases.ts'

/** What holds for all clauses: who agreed, in which currency, which zone bounds a month, from when to when. */
export function generalText(terms: Terms): TermText[] {
  const { agreement, parties, currency, zone, effective } = terms
  const between = parties ? `, between ${parties.client} (client) and ${parties.provider} (provider)` : ''
  const general: TermText = {
    clause: '',
    name: 'General',
    sentences: [
      `These are the terms of the agreement ${agreement}${between}, in version ${terms.terms} of the ` +
        `language of terms.`,
      `They hold from ${effective}.`,
      `Amounts are in ${currency}.`,
      `A month begins and ends at midnight in ${zone}.`,
    ],
  }
  return [general, ...contractText(terms), ...lateText(terms), ...taxText(terms)]
}

function contractText({ contract }: Terms): TermText[] {
  if (!contract) return []
  const { clause, from, to } = contract
  const end = to === undefined ? 'and has no agreed last day' : `to ${to}`
  const years = 'The years of the contract begin with the month of its first day.'
  return [{ clause, name: 'Term', sentences: [`The contract runs from ${from} ${end}.`, years] }]
}

function taxText({ taxes }: Terms): TermText[] {
  if (!taxes) return []
  const { clause, categories, usual, charges } = taxes
  const named = Object.entries(charges).map(([id, category]) => `The charge ${id} is taxed under category ${category}.`)
  const rates = Object.entries(categories).map(([code, { rate, ground }]) => {
    return `Tax category ${code} has the rate ${rate.text}${ground === undefined ? '' : `, because: ${ground}`}.`
  })
  const rest = `Everything else that is invoiced is taxed under category ${usual}.`
  const rounding = 'Tax is computed on the sum of the lines of a category and rounded once, half-up.'
  return [{ clause, name: 'Taxes', sentences: [...rates, ...named, rest, rounding] }]
}

function lateText({ lateEvents }: Terms): TermText[] {
  if (!lateEvents) return []
  const sentence =
    'What is told after its month was closed changes nothing in it; it is corrected in the next open month.'
  return [{ clause: lateEvents.clause, name: 'Late events', sentences: [sentence] }]
}
