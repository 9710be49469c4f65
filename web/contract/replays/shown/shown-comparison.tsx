import { getRouteApi } from '@tanstack/react-router'
import type { Compared, ComparedLevel } from '../../../../src/terms/replay/comparing.ts'
import { amount, count, monthName } from '../../../lib/formats.ts'
import { say, wordFor } from '../../../lib/words.ts'
import { FigureLink } from '../../../ui/links.tsx'
import { Table } from '../../../ui/table.tsx'
import type { Told } from '../messages.ts'
import { signedAmount } from './signed.ts'
import { termNamed, termText, type Term } from './amounts-of-term.ts'
import { ComparisonLede } from './comparison-lede.tsx'
import { FiguresOfBoth } from './figures-of-both.tsx'
import { MonthsOfTerm } from './months-of-term.tsx'

const route = getRouteApi('/e/$engagementId/contract/compare')

interface Props {
  /** What is before, and what is beside it. */
  readonly names: readonly [string, string]
  readonly done: Extract<Told, { kind: 'done' }>
}

/** What two sets of terms came to: a sentence, each term, each level, the months of a term, and its figures. */
export function ShownComparison({ names, done }: Props) {
  const { comparison, entries, of } = done
  const search = route.useSearch()
  const term = termNamed(search.term)
  const { money, levels } = comparison
  return (
    <>
      <ComparisonLede names={names} comparison={comparison} />
      <p className="small quiet" data-explains="">
        {say('replay.sides', { a: names[0], b: names[1] })}{' '}
        {say('replay.basis', { entries: count(entries), from: monthName(of.from), to: monthName(of.to) })}
      </p>
      <section aria-labelledby="terms">
        <h2 id="terms">{say('replay.terms')}</h2>
        <Terms money={money} currency={comparison.currency} open={term} />
      </section>
      {levels.length === 0 ? null : (
        <section aria-labelledby="levels">
          <h2 id="levels">{say('replay.levels')}</h2>
          <Levels levels={levels} open={term} />
        </section>
      )}
      <MonthsOfTerm comparison={comparison} term={term} />
      <FiguresOfBoth names={names} comparison={comparison} />
    </>
  )
}

interface TermsProps {
  readonly money: readonly Compared[]
  readonly currency: string
  readonly open: Term
}

function Terms({ money, currency, open }: TermsProps) {
  const nameOf = ({ kind, name, id }: Compared) =>
    kind === 'net'
      ? say('charge.payable', { currency })
      : kind === 'credit' && id !== 'points'
        ? say('replay.credit-of', { id, name })
        : name
  const cell = (minorOf: (row: Compared) => number, isSigned: boolean) => (row: Compared) => {
    const text = (isSigned ? signedAmount : amount)(minorOf(row), currency)
    const link = <TermLink term={row} name={`${nameOf(row)}, ${row.year}`} text={text} />
    return row.kind === 'net' ? <b>{link}</b> : link
  }
  return (
    <Table
      caption={say('replay.terms')}
      rows={money}
      keyOf={({ kind, id, year }) => `${kind} ${id} ${year}`}
      isChosen={(row) => row.kind === open.kind && row.id === open.id}
      columns={[
        { head: say('replay.kind'), cell: ({ kind }) => wordFor('replay.kind', kind) },
        { head: say('replay.term'), cell: nameOf },
        { head: say('replay.year'), cell: ({ year }) => year },
        { head: 'A', kind: 'number', cell: cell(({ aMinor }) => aMinor, false) },
        { head: 'B', kind: 'number', cell: cell(({ bMinor }) => bMinor, false) },
        {
          head: say('replay.difference', { currency }),
          kind: 'number',
          cell: cell(({ differenceMinor }) => differenceMinor, true),
        },
      ]}
    />
  )
}

function Levels({ levels, open }: Pick<TermsProps, 'open'> & { readonly levels: readonly ComparedLevel[] }) {
  const cell = (missedOf: (row: ComparedLevel) => number | null) => (row: ComparedLevel) => {
    const missed = missedOf(row)
    if (missed === null) return say('replay.no-level')
    const text = say('replay.missed', { missed })
    return <TermLink term={{ kind: 'level', id: row.id }} name={`${row.name}, ${row.year}`} text={text} />
  }
  return (
    <Table
      caption={say('replay.levels')}
      rows={levels}
      keyOf={({ id, year }) => `${id} ${year}`}
      isChosen={({ id }) => open.kind === 'level' && open.id === id}
      columns={[
        { head: say('levels.no'), cell: ({ id }) => id },
        { head: say('levels.name'), cell: ({ name }) => name },
        { head: say('replay.year'), cell: ({ year }) => year },
        { head: 'A', cell: cell(({ aMissed }) => aMissed) },
        { head: 'B', cell: cell(({ bMissed }) => bMissed) },
      ]}
    />
  )
}

interface LinkProps {
  readonly term: Term
  readonly name: string
  readonly text: string
}

/** Opens the months of a term, under the tables. */
function TermLink({ term, name, text }: LinkProps) {
  return (
    <FigureLink
      from="/e/$engagementId/contract/compare"
      to="."
      search={(before) => ({ ...before, term: termText(term), month: undefined, ev: undefined })}
      hash="months"
      aria-label={say('replay.open-months', { name, amount: text })}
    >
      {text}
    </FigureLink>
  )
}
