import { useSyncExternalStore } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { agreements } from '../../src/contract/agreements/commands.ts'
import { claimNextWorkItem, queueBacklog, workItems } from '../../src/deliver/work-items/commands.ts'
import { exportBundle } from '../../src/govern/exports/commands.ts'
import { invoice } from '../../src/govern/invoices/commands.ts'
import { statement, statements } from '../../src/govern/statements/commands.ts'
import { members } from '../../src/kernel/access/commands.ts'
import { recordEntries } from '../../src/kernel/record/reading/commands.ts'
import { asking } from '../lib/calling.ts'
import { mayUse, useSelf, type Engagement } from '../lib/session.ts'
import { say, type WordKey } from '../lib/words.ts'

const wide = window.matchMedia('(min-width: 901px)')

/** Where a stage stands: passed, going on now, or not begun. */
type StageState = 'done' | 'now' | 'ahead'

interface Stage {
  readonly word: WordKey
  readonly state: StageState
  readonly note: string
  readonly pages: readonly Page[]
}

interface Page {
  readonly word: WordKey
  readonly to:
    | '/e/$engagementId'
    | '/e/$engagementId/contract/terms'
    | '/e/$engagementId/contract/compare'
    | '/e/$engagementId/deliver/items'
    | '/e/$engagementId/deliver/workbench'
    | '/e/$engagementId/govern/statement'
    | '/e/$engagementId/govern/invoice'
    | '/e/$engagementId/record'
    | '/e/$engagementId/people'
  readonly may: boolean
}

/** The stages of an engagement: progress and navigation at once. What a reader may not ask for is not offered. */
export function Spine({ engagement }: { readonly engagement: Engagement }) {
  const stages = useStages(engagement)
  const isWide = useSyncExternalStore(
    (changed) => {
      wide.addEventListener('change', changed)
      return () => wide.removeEventListener('change', changed)
    },
    () => wide.matches,
  )
  const self = useSelf()
  const record: Page = {
    word: 'page.record',
    to: '/e/$engagementId/record',
    may: mayUse(recordEntries, self, engagement),
  }
  const people: Page = {
    word: 'page.members',
    to: '/e/$engagementId/people',
    may: mayUse(members, self, engagement),
  }
  return (
    <nav className="spine" aria-label={say('spine.label')}>
      <details key={String(isWide)} open={isWide}>
        <summary>{say('spine.open')}</summary>
        <div>
          <ol>
            {stages.map((stage) => (
              <li key={stage.word}>
                <span className={`stage ${stage.state}`}>
                  <StageDot state={stage.state} />
                  {say(stage.word)}
                  <span className="quiet">{stage.note}</span>
                </span>
                <PageList engagement={engagement} pages={stage.pages} />
              </li>
            ))}
          </ol>
          <h2>{say('spine.across')}</h2>
          <div className="across">
            <PageList engagement={engagement} pages={[record, people]} />
          </div>
        </div>
      </details>
    </nav>
  )
}

function PageList({ engagement, pages }: { readonly engagement: Engagement; readonly pages: readonly Page[] }) {
  const { engagementId } = engagement
  return (
    <ul className="pages">
      {pages
        .filter(({ may }) => may)
        .map(({ word, to }) => (
          <li key={to}>
            <Link to={to} params={{ engagementId }} activeOptions={{ exact: !hasPagesBelow(to), includeSearch: false }}>
              {say(word)}
            </Link>
          </li>
        ))}
    </ul>
  )
}

/** The record's entries and checkpoints have pages of their own, which stand under its address and are part of it. */
function hasPagesBelow(to: Page['to']): boolean {
  return to === '/e/$engagementId/record'
}

function StageDot({ state }: { readonly state: StageState }) {
  const told = say(state === 'done' ? 'spine.done' : state === 'now' ? 'spine.now' : 'spine.ahead')
  return (
    <svg className="dot" viewBox="0 0 20 20" role="img" aria-label={told}>
      <circle cx="10" cy="10" r="9" fill={state === 'done' ? 'var(--ink-2)' : 'var(--paper)'} stroke="var(--ink-2)" />
      {state === 'done' ? (
        <path d="M5.5 10.5 8.5 13.5 14.5 6.8" fill="none" stroke="var(--paper)" strokeWidth="2" />
      ) : null}
      {state === 'now' ? <circle cx="10" cy="10" r="4.5" fill="var(--link)" /> : null}
    </svg>
  )
}

function useStages(engagement: Engagement): readonly Stage[] {
  const self = useSelf()
  const { engagementId } = engagement
  const may = (declaration: Parameters<typeof mayUse>[0]) => mayUse(declaration, self, engagement)
  const papers = useQuery({ ...asking(agreements, { engagementId, limit: 200 }), enabled: may(agreements) })
  const backlog = useQuery({ ...asking(queueBacklog, { engagementId }), enabled: may(queueBacklog) })
  const months = useQuery({ ...asking(statements, { engagementId, limit: 24 }), enabled: may(statements) })
  const isAgreed = papers.data?.rows.some((paper) => paper.state === 'agreed') === true
  const waiting = backlog.data?.rows.filter((row) => row.state !== 'completed' && row.state !== 'withdrawn') ?? []
  const isLive = waiting.some((row) => row.items > 0)
  const drafts = months.data?.rows.filter((month) => month.state === 'drafted').length ?? 0
  const isClosed = months.data?.rows.some((month) => month.state === 'agreed') === true
  const stages: readonly Stage[] = [
    {
      word: 'stage.contract',
      state: isAgreed ? 'done' : (papers.data?.rows.length ?? 0) > 0 ? 'now' : 'ahead',
      note: '',
      pages: [
        { word: 'page.terms', to: '/e/$engagementId/contract/terms', may: may(agreements) },
        { word: 'page.compare', to: '/e/$engagementId/contract/compare', may: may(exportBundle) && may(agreements) },
      ],
    },
    {
      word: 'stage.deliver',
      state: isLive ? 'now' : 'ahead',
      note: isLive ? say('spine.live') : '',
      pages: [
        { word: 'page.items', to: '/e/$engagementId/deliver/items', may: may(workItems) },
        { word: 'page.workbench', to: '/e/$engagementId/deliver/workbench', may: may(claimNextWorkItem) },
      ],
    },
    {
      word: 'stage.govern',
      state: isClosed || drafts > 0 ? 'now' : 'ahead',
      note: drafts > 0 ? say('spine.drafts', { drafts }) : '',
      pages: [
        { word: 'page.home', to: '/e/$engagementId', may: may(statements) },
        { word: 'page.statement', to: '/e/$engagementId/govern/statement', may: may(statement) },
        { word: 'page.invoice', to: '/e/$engagementId/govern/invoice', may: may(invoice) },
      ],
    },
  ]
  return stages.filter(({ pages }) => pages.some((page) => page.may))
}
