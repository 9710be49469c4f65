import { lazy, Suspense } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { z } from 'zod'
import { statement, statementFile } from '../../../src/govern/statements/commands.ts'
import { everyFigure } from '../../../src/terms/explanation.ts'
import { asking, fileAddress } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { monthName } from '../../lib/formats.ts'
import { useKeys } from '../../lib/keys.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { RecordFoot } from '../../kernel/record/record-foot.tsx'
import { ApprovalSheet } from './approval-sheet.tsx'
import { ChargeSheet } from './charge-sheet.tsx'
import { EvidenceItems } from './evidence/evidence-items.tsx'
import { EvidenceSheet } from './evidence/evidence-sheet.tsx'
import { listedFigure } from './evidence/listed-figure.ts'
import { LevelsTable } from './levels-table.tsx'
import { MonthPicker } from './month-picker.tsx'
import { monthKeys, useMonths } from './month.ts'
import { StatementActions } from './statement-actions.tsx'

const ItemClock = lazy(() => import('../../deliver/work-items/item-clock.tsx'))
const route = getRouteApi('/e/$engagementId/govern/statement')

export type Shown = z.output<typeof statement.output>

/** A month's statement: levels, what they are made of down to the item's clock, charges, and both approvals. */
export default function StatementPage() {
  const { month: asked } = route.useSearch()
  const months = useMonths()
  return (
    <Asked query={months} what={say('page.statement')}>
      {({ rows }) => {
        const month = asked ?? rows[0]?.month
        if (month === undefined) return <Page title={say('page.statement')}>{<p>{say('home.no-terms')}</p>}</Page>
        return <Month month={month} months={rows} />
      }}
    </Asked>
  )
}

interface MonthProps {
  readonly month: string
  readonly months: readonly { readonly month: string; readonly state: string }[]
}

function Month({ month, months }: MonthProps) {
  const { engagementId } = useThisEngagement()
  const { ev, item } = route.useSearch()
  const query = useQuery({ ...asking(statement, { engagementId, month }), placeholderData: keepPreviousData })
  const navigate = route.useNavigate()
  const go = (to: string) => void navigate({ search: { month: to } })
  const back = () => {
    if (ev === undefined) return
    void navigate({ search: { month, ev: item === undefined ? undefined : ev } })
  }
  useKeys([...monthKeys(month, months, go), { key: 'Escape', word: 'keys.back', run: back }])
  return (
    <Page
      title={say('page.statement')}
      about={query.data === undefined ? monthName(month) : say('statement.about', aboutValues(query.data))}
      actions={
        <>
          <MonthPicker month={month} months={months} onChoose={go} />
          {query.data === undefined || query.isPlaceholderData ? null : <StatementActions shown={query.data} />}
        </>
      }
    >
      <Asked query={query} what={say('page.statement')}>
        {(data) => <Content shown={data} />}
      </Asked>
      <RecordFoot />
    </Page>
  )
}

function aboutValues({ month, statement: { period, agreement } }: Shown) {
  return { month: monthName(month), zone: period.zone, agreement }
}

function Content({ shown }: { readonly shown: Shown }) {
  const { ev, item } = route.useSearch()
  const { month, statement: content } = shown
  const figure = ev === undefined ? undefined : everyFigure(content.figures).find(({ id }) => id === ev)
  const listed = figure === undefined ? undefined : listedFigure(figure)
  return (
    <div className="columns wide">
      <div>
        <section aria-label={say('levels.caption')}>
          <LevelsTable month={month} levels={content.serviceLevels} isOpen={shown.state === 'open'} chosen={ev} />
        </section>
        {listed === undefined ? null : <EvidenceItems shown={shown} figure={listed} chosen={item} />}
        {ev !== undefined && figure === undefined ? <p className="notice">{say('evidence.gone')}</p> : null}
        <Files month={month} />
      </div>
      <aside aria-label={say('charge.aside')}>
        {figure === undefined ? null : <EvidenceSheet statement={content} figure={figure} />}
        {item === undefined ? null : (
          <Suspense fallback={null}>
            <ItemClock workItemId={item} until={content.period} figureId={ev} />
          </Suspense>
        )}
        <ChargeSheet title={say('charge.title', { month: monthName(month) })} statement={content} />
        <ApprovalSheet shown={shown} />
      </aside>
    </div>
  )
}

function Files({ month }: { readonly month: string }) {
  const { engagementId } = useThisEngagement()
  return (
    <p className="small">
      {say('files.take')}{' '}
      <a href={fileAddress(statementFile, { engagementId, month, format: 'csv' })} download={`statement-${month}.csv`}>
        {say('files.csv')}
      </a>{' '}
      <a
        href={fileAddress(statementFile, { engagementId, month, format: 'json' })}
        download={`statement-${month}.json`}
      >
        {say('files.json')}
      </a>
    </p>
  )
}
