import { lazy, Suspense } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { z } from 'zod'
import { statement, statementFile } from '../../../src/govern/statements/commands.ts'
import type { MonthCard } from '../../../src/govern/statements/model.ts'
import { everyFigure } from '../../../src/terms/explanation.ts'
import { asking, fileAddress } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { monthBeside, monthName } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { FileLinks } from '../../ui/file-links.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { ApprovalSheet } from './approval-sheet.tsx'
import { ChargeSheet } from './charge-sheet.tsx'
import { useFocusBack } from './closing-back.ts'
import { EvidenceItems } from './evidence/evidence-items.tsx'
import { EvidenceSheet } from './evidence/evidence-sheet.tsx'
import { listedFigure } from './evidence/listed-figure.ts'
import { LevelLine } from './level-line.tsx'
import { LevelsTable } from './levels-table.tsx'
import { ChosenMonth, MonthFrame } from './month-frame.tsx'
import { StatementActions } from './statement-actions.tsx'

const ItemClock = lazy(() => import('../../deliver/work-items/item-clock.tsx'))
const route = getRouteApi('/e/$engagementId/govern/statement')

export type Shown = z.output<typeof statement.output>

/** A month's statement: levels, what they are made of down to the item's clock, charges, and both approvals. */
export default function StatementPage() {
  const { month: asked } = route.useSearch()
  const before = (
    <Page title={say('page.statement')}>
      <p>{say('home.no-terms')}</p>
    </Page>
  )
  return (
    <ChosenMonth what={say('page.statement')} asked={asked} before={before}>
      {(month, months) => <Month month={month} months={months} />}
    </ChosenMonth>
  )
}

interface MonthProps {
  readonly month: string
  readonly months: readonly MonthCard[]
}

function Month({ month, months }: MonthProps) {
  const { engagementId } = useThisEngagement()
  const { ev, item, by, is, without, beside } = route.useSearch()
  const query = useQuery({ ...asking(statement, { engagementId, month }), placeholderData: keepPreviousData })
  const navigate = route.useNavigate()
  useFocusBack({ month, ev, item })
  const back = () => {
    if (ev === undefined) return
    const open = item === undefined ? {} : { ev, by, is, without }
    void navigate({ search: { month, beside, ...open }, resetScroll: false })
  }
  return (
    <MonthFrame
      month={month}
      months={months}
      title={say('page.statement')}
      what={say('page.statement')}
      query={query}
      about={(data) => say('statement.about', aboutValues(data))}
      go={(to) => void navigate({ search: { month: to, beside } })}
      keys={[{ key: 'Escape', word: 'keys.back', run: back }]}
      actions={(data) => (
        <>
          <CompareAction month={month} months={months} />
          <StatementActions shown={data} />
        </>
      )}
    >
      {(data) => <Content shown={data} />}
    </MonthFrame>
  )
}

function aboutValues({ month, statement: { period, agreement } }: Shown) {
  return { month: monthName(month), zone: period.zone, agreement }
}

/** Puts the month before beside this one, or takes it away. */
function CompareAction({ month, months }: MonthProps) {
  const { engagementId } = useThisEngagement()
  const search = route.useSearch()
  const before = monthBeside(month, -1)
  const isOn = search.beside === 'before'
  if (!isOn && !months.some((one) => one.month === before)) return null
  return (
    <ButtonLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ ...search, month, beside: isOn ? undefined : 'before' }}
      resetScroll={false}
    >
      {say(isOn ? 'compare.off' : 'compare.on', { month: monthName(before) })}
    </ButtonLink>
  )
}

/** The levels of the month before, where they are asked for. */
function useBeside(month: string) {
  const { engagementId } = useThisEngagement()
  const { beside } = route.useSearch()
  const before = monthBeside(month, -1)
  const isAsked = beside === 'before'
  const { data } = useQuery({ ...asking(statement, { engagementId, month: before }), enabled: isAsked })
  return isAsked && data !== undefined ? { month: before, levels: data.statement.serviceLevels } : undefined
}

function Content({ shown }: { readonly shown: Shown }) {
  const { ev, item } = route.useSearch()
  const { month, state, outlook, statement: content } = shown
  const beside = useBeside(month)
  const figure = ev === undefined ? undefined : everyFigure(content.figures).find(({ id }) => id === ev)
  const listed = figure === undefined ? undefined : listedFigure(figure)
  const level = levelOf(ev, content)
  return (
    <div className="columns wide">
      <div>
        <section aria-label={say('levels.caption')}>
          <LevelsTable
            month={month}
            levels={content.serviceLevels}
            figures={content.figures}
            isOpen={state === 'open'}
            chosen={ev}
            outlook={outlook}
            beside={beside}
          />
        </section>
        {level === undefined ? null : <LevelLine month={month} id={level} outlook={outlook} />}
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
        <ChargeSheet
          title={say(state === 'open' ? 'charge.title' : 'charge.title.agreed', { month: monthName(month) })}
          statement={content}
        />
        <ApprovalSheet shown={shown} />
      </aside>
    </div>
  )
}

/** The level that a figure belongs to. */
function levelOf(ev: string | undefined, { serviceLevels }: Shown['statement']): string | undefined {
  const id = /^(?:serviceLevels|credits)\/([^/]+)/.exec(ev ?? '')?.[1]
  return serviceLevels.some((level) => level.id === id) ? id : undefined
}

function Files({ month }: { readonly month: string }) {
  const { engagementId } = useThisEngagement()
  return (
    <p>
      <FileLinks
        label={say('files.statement')}
        files={(['csv', 'xlsx', 'json'] as const).map((format) => ({
          text: say(`files.${format}`),
          address: fileAddress(statementFile, { engagementId, month, format }),
        }))}
      />
    </p>
  )
}
