import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { agreedTerms, agreementOf, type agreements } from '../../../src/contract/agreements/commands.ts'
import { daysInMonth } from '../../../src/kernel/time/civil-date.ts'
import type { JsonValue } from '../../../src/terms/model.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { monthName } from '../../lib/formats.ts'
import { say, wordFor } from '../../lib/words.ts'

export type Card = z.output<typeof agreements.output>['rows'][number]

/** One side of a comparison as it stands in the address: 'agreed', 'pasted', a paper's id, or `id@version`. */
export interface Source {
  readonly name: string
  /** The terms as they are written; undefined where they are not there, or cannot be read. */
  readonly terms: JsonValue | undefined
  readonly error: Error | null
}

/** What can be compared: what is agreed, every version of every paper that the reader may see, and a text. */
export function choicesOf(papers: readonly Card[]): readonly { readonly value: string; readonly text: string }[] {
  return [
    { value: 'agreed', text: say('replay.agreed') },
    ...papers.flatMap(({ agreementId, title, state, version }) => [
      { value: agreementId, text: `${say('replay.version', { title, version })}, ${wordFor('paper', state)}` },
      ...Array.from({ length: version - 1 }, (_, index) => version - 1 - index).map((earlier) => ({
        value: `${agreementId}@${earlier}`,
        text: say('replay.version', { title, version: earlier }),
      })),
    ]),
    { value: 'pasted', text: say('replay.pasted') },
  ]
}

/** The terms of a side; those that are agreed are those of the last month. */
export function useSource(side: string, lastMonth: string, pasted: JsonValue | undefined): Source {
  const { engagementId } = useThisEngagement()
  const [agreementId = '', version] = side.split('@')
  const isPaper = side !== 'agreed' && side !== 'pasted'
  const paper = useQuery({
    ...asking(agreementOf, {
      engagementId,
      agreementId,
      ...(version === undefined ? {} : { shownVersion: Number(version) }),
    }),
    enabled: isPaper,
  })
  const agreed = useQuery({
    ...asking(agreedTerms, { engagementId, at: lastDayOf(lastMonth) }),
    enabled: side === 'agreed' && lastMonth !== '',
  })
  if (side === 'pasted') return { name: say('replay.pasted-name'), terms: pasted, error: null }
  if (side === 'agreed') {
    const name = say('replay.agreed-name', { month: lastMonth === '' ? '' : monthName(lastMonth) })
    return { name, terms: agreed.data?.terms, error: agreed.error }
  }
  const title = paper.data?.content.title ?? ''
  const shown = paper.data?.shownVersion ?? 1
  const terms = paper.data?.content.terms
  return { name: say('replay.version', { title, version: shown }), terms, error: paper.error }
}

function lastDayOf(month: string): string {
  if (month === '') return '1970-01-01'
  return `${month}-${daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))}`
}
