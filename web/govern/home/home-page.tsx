import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { z } from 'zod'
import { statement } from '../../../src/govern/statements/commands.ts'
import type { MonthCard } from '../../../src/govern/statements/model.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { dateIn, monthName } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { ChargeSheet } from '../statements/charge-sheet.tsx'
import { LevelsTable } from '../statements/levels-table.tsx'
import { ChosenMonth, MonthFrame } from '../statements/month-frame.tsx'
import { DecisionsTable, useDecisions } from './decisions.tsx'
import { Lede } from './lede.tsx'
import { NextSheet } from './next-sheet.tsx'
import { PeopleSheet } from './people-sheet.tsx'
import { Volume } from './volume.tsx'

const route = getRouteApi('/e/$engagementId/')

/** Where an engagement stands: what is true, what waits, what it costs, and where that is written. */
export default function HomePage() {
  const { month: asked } = route.useSearch()
  return (
    <ChosenMonth what={say('page.home')} asked={asked} before={<NoMonth />}>
      {(month, months) => <Month month={month} months={months} />}
    </ChosenMonth>
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
  readonly months: readonly MonthCard[]
}

function Month({ month, months }: MonthProps) {
  const { engagementId, name } = useThisEngagement()
  const query = useQuery({ ...asking(statement, { engagementId, month }), placeholderData: keepPreviousData })
  const navigate = route.useNavigate()
  return (
    <MonthFrame
      month={month}
      months={months}
      title={say('home.title', { name })}
      what={say('page.statement')}
      query={query}
      about={aboutOf}
      go={(to) => void navigate({ search: { month: to } })}
    >
      {(data) => <Content shown={data} />}
    </MonthFrame>
  )
}

type Shown = z.output<typeof statement.output>

function Content({ shown }: { readonly shown: Shown }) {
  const decisions = useDecisions()
  const { month, state, outlook, statement: content } = shown
  const { zone } = content.period
  return (
    <>
      <Lede shown={shown} waiting={decisions.length} />
      <div className="columns">
        <div>
          <section aria-labelledby="decisions">
            <h2 id="decisions">{say('decisions.title')}</h2>
            <DecisionsTable decisions={decisions} zone={zone} />
          </section>
          <section aria-labelledby="levels">
            <h2 id="levels">{say('levels.title', { month: monthName(month) })}</h2>
            <LevelsTable
              month={month}
              levels={content.serviceLevels}
              figures={content.figures}
              isOpen={state === 'open'}
              outlook={outlook}
            />
          </section>
          <Volume month={month} />
        </div>
        <aside aria-label={say('home.aside')}>
          <ChargeSheet title={chargeTitle(shown)} statement={content} />
          <PeopleSheet />
          <NextSheet shown={shown} />
        </aside>
      </div>
    </>
  )
}

function aboutOf({ month, state, statement: shown }: Shown): string {
  const { zone } = shown.period
  const today = dateIn(systemClock.now(), zone)
  const values = { month: monthName(month), agreement: shown.agreement, zone }
  if (state !== 'open') return say(state === 'agreed' ? 'home.about.agreed' : 'home.about.drafted', values)
  if (today.slice(0, 7) !== month) return say('home.about.ended', values)
  return say('home.about.open', { ...values, day: Number(today.slice(8)) })
}

function chargeTitle({ month, state }: Pick<Shown, 'month' | 'state'>): string {
  return say(state === 'open' ? 'charge.title' : 'charge.title.agreed', { month: monthName(month) })
}
