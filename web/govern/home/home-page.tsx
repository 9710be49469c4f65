import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { z } from 'zod'
import { statement } from '../../../src/govern/statements/commands.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { dateIn, monthName } from '../../lib/formats.ts'
import { useKeys } from '../../lib/keys.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { RecordFoot } from '../../kernel/record/record-foot.tsx'
import { ChargeSheet } from '../statements/charge-sheet.tsx'
import { DecisionsTable, useDecisions } from './decisions.tsx'
import { Lede } from './lede.tsx'
import { LevelsTable } from '../statements/levels-table.tsx'
import { monthKeys, useMonths } from '../statements/month.ts'
import { MonthPicker } from '../statements/month-picker.tsx'

const route = getRouteApi('/e/$engagementId/')

/** Where an engagement stands: what is true, what waits, what it costs, and where that is written. */
export default function HomePage() {
  const { month: asked } = route.useSearch()
  const months = useMonths()
  return (
    <Asked query={months} what={say('page.home')}>
      {({ rows }) => {
        const month = asked ?? rows[0]?.month
        return month === undefined ? <NoMonth /> : <Month month={month} months={rows} />
      }}
    </Asked>
  )
}

function NoMonth() {
  const { engagementId, name } = useThisEngagement()
  return (
    <Page title={say('home.title', { name })}>
      <p>{say('home.no-terms')}</p>
      <ButtonLink to="/e/$engagementId/contract/terms" params={{ engagementId }}>
        {say('page.terms')}
      </ButtonLink>
    </Page>
  )
}

interface MonthProps {
  readonly month: string
  readonly months: readonly { readonly month: string; readonly state: string }[]
}

function Month({ month, months }: MonthProps) {
  const { engagementId, name } = useThisEngagement()
  const query = useQuery({ ...asking(statement, { engagementId, month }), placeholderData: keepPreviousData })
  const decisions = useDecisions()
  const navigate = route.useNavigate()
  const go = (to: string) => void navigate({ search: { month: to } })
  useKeys(monthKeys(month, months, go))
  return (
    <Page
      title={say('home.title', { name })}
      about={query.data === undefined ? monthName(month) : aboutOf(query.data)}
      actions={<MonthPicker month={month} months={months} onChoose={go} />}
    >
      <Asked query={query} what={say('page.statement')}>
        {(data) => {
          const shown = data.statement
          const { zone } = shown.period
          return (
            <>
              <Lede statement={shown} waiting={decisions.length} />
              <div className="columns">
                <div>
                  <section aria-labelledby="decisions">
                    <h2 id="decisions">{say('decisions.title')}</h2>
                    <DecisionsTable decisions={decisions} zone={zone} />
                  </section>
                  <section aria-labelledby="levels">
                    <h2 id="levels">{say('levels.title', { month: monthName(data.month) })}</h2>
                    <LevelsTable month={data.month} levels={shown.serviceLevels} isOpen={data.state === 'open'} />
                  </section>
                </div>
                <aside aria-label={say('charge.aside')}>
                  <ChargeSheet title={chargeTitle(data)} statement={shown} />
                </aside>
              </div>
            </>
          )
        }}
      </Asked>
      <RecordFoot />
    </Page>
  )
}

type Shown = z.output<typeof statement.output>

function aboutOf({ month, state, statement: shown }: Shown): string {
  const { zone } = shown.period
  const today = dateIn(systemClock.now(), zone)
  const values = { month: monthName(month), agreement: shown.agreement, zone }
  if (state !== 'open') return say(state === 'agreed' ? 'home.about.agreed' : 'home.about.drafted', values)
  if (today.slice(0, 7) !== month) return say('home.about.ended', values)
  return say('home.about.open', { ...values, day: Number(today.slice(8)) })
}

function chargeTitle({ month, state }: Pick<Shown, 'month' | 'state'>): string {
  return say(state === 'agreed' ? 'charge.title.agreed' : 'charge.title', { month: monthName(month) })
}
