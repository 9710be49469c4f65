import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { agreements } from '../../../src/contract/agreements/commands.ts'
import { exportBundle } from '../../../src/govern/exports/commands.ts'
import type { MonthCard } from '../../../src/govern/statements/model.ts'
import { whoMay } from '../../../src/kernel/access/authorising.ts'
import type { JsonValue } from '../../../src/terms/model.ts'
import { useMonths } from '../../govern/statements/month.ts'
import { asking, fileAddress } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { monthName } from '../../lib/formats.ts'
import { useKept } from '../../lib/kept.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useRun, type Run } from './running.ts'
import { ShownComparison } from './shown/shown-comparison.tsx'
import { choicesOf, useSource, type Card, type Source } from './sources.ts'

// Reading YAML, and the words of clauses, come when a reader needs them.
const PastedDraft = lazy(() => import('./pasted-draft.tsx'))
const ClauseDifferences = lazy(() => import('./shown/clause-differences.tsx'))

const route = getRouteApi('/e/$engagementId/contract/compare')
const usualMonths = 12

/** Two sets of terms over the same months of the record: what each would have come to, down to each figure. */
export default function ComparePage() {
  const engagement = useThisEngagement()
  const self = useSelf()
  const { engagementId } = engagement
  const papers = useQuery(asking(agreements, { engagementId, limit: 200 }))
  const months = useMonths()
  return (
    <Page title={say('page.compare')} about={say('replay.about')}>
      {mayUse(exportBundle, self, engagement) ? (
        <Asked query={papers} what={say('page.terms')}>
          {({ rows }) => (
            <Asked query={months} what={say('page.statement')}>
              {(known) =>
                known.rows.length === 0 ? (
                  <p>{say('home.no-terms')}</p>
                ) : (
                  <Comparing papers={rows} months={known.rows} />
                )
              }
            </Asked>
          )}
        </Asked>
      ) : (
        <p className="notice">{whoMay(exportBundle.allow)}</p>
      )}
    </Page>
  )
}

interface ComparingProps {
  readonly papers: readonly Card[]
  /** Newest first. */
  readonly months: readonly MonthCard[]
}

function Comparing({ papers, months }: ComparingProps) {
  const { engagementId } = useThisEngagement()
  const chosen = useChosen(papers, months)
  const [text, setText] = useKept(`draft-terms.${engagementId}`)
  const [pasted, setPasted] = useState<JsonValue>()
  const a = useSource(chosen.a, chosen.to, pasted)
  const b = useSource(chosen.b, chosen.to, pasted)
  const { run, start, cancel } = useRun()
  const isReady = a.terms !== undefined && b.terms !== undefined
  const play = useCallback(() => {
    if (a.terms === undefined || b.terms === undefined) return
    const address = fileAddress(exportBundle, { engagementId })
    start({ address, engagement: engagementId, a: a.terms, b: b.terms, from: chosen.from, to: chosen.to })
  }, [start, engagementId, a.terms, b.terms, chosen.from, chosen.to])
  useOnceFromAddress(isReady, play)
  const isPasted = chosen.a === 'pasted' || chosen.b === 'pasted'
  return (
    <>
      <Chooser papers={papers} months={months} because={whyNot(chosen, a, b, run)} onCompare={play} chosen={chosen} />
      {isPasted ? (
        <Suspense fallback={null}>
          <PastedDraft text={text ?? ''} onText={(told) => setText(told === '' ? null : told)} onTerms={setPasted} />
        </Suspense>
      ) : null}
      {[a.error, b.error].map((error, side) => (error === null ? null : <Problem key={side} error={error} />))}
      <Running run={run} onCancel={cancel} />
      {typeof run === 'object' && run.kind === 'done' ? <ShownComparison names={[a.name, b.name]} done={run} /> : null}
      {a.terms === undefined || b.terms === undefined ? null : (
        <Suspense fallback={null}>
          <ClauseDifferences a={a.terms} b={b.terms} names={[a.name, b.name]} />
        </Suspense>
      )}
    </>
  )
}

/** What stands in the address, and what is usual where it says nothing: the agreed terms beside the newest draft. */
function useChosen(papers: readonly Card[], months: readonly MonthCard[]) {
  const search = route.useSearch()
  const over = months.filter(({ state }) => state !== 'open')
  const usual = (over.length === 0 ? months : over).slice(0, usualMonths)
  const draft = [...papers]
    .sort((one, other) => other.changedAt - one.changedAt)
    .find(({ state }) => state !== 'agreed')
  return {
    a: search.a ?? 'agreed',
    b: search.b ?? draft?.agreementId ?? 'pasted',
    from: search.from ?? usual.at(-1)?.month ?? '',
    to: search.to ?? usual[0]?.month ?? '',
  }
}

type Chosen = ReturnType<typeof useChosen>

/** A comparison that was passed on by its address is made at once, when its terms have come. */
function useOnceFromAddress(isReady: boolean, play: () => void): void {
  const search = route.useSearch()
  const [isWaiting, setWaiting] = useState(search.a !== undefined && search.b !== undefined)
  useEffect(() => {
    if (!isWaiting || !isReady) return
    setWaiting(false)
    play()
  }, [isWaiting, isReady, play])
}

function whyNot({ a, b, from, to }: Chosen, one: Source, other: Source, run: Run): string | undefined {
  if (a === b) return say('replay.same-side')
  if (from > to) return say('replay.months-order')
  if ((a === 'pasted' && one.terms === undefined) || (b === 'pasted' && other.terms === undefined))
    return say('replay.paste-first')
  if (one.terms === undefined || other.terms === undefined) return say('replay.not-there-yet')
  return isRunning(run) ? say('replay.busy') : undefined
}

function isRunning(run: Run): boolean {
  return typeof run === 'object' && (run.kind === 'reading' || run.kind === 'settling')
}

interface ChooserProps extends ComparingProps {
  readonly chosen: Chosen
  readonly because: string | undefined
  readonly onCompare: () => void
}

function Chooser({ papers, months, chosen, because, onCompare }: ChooserProps) {
  const navigate = route.useNavigate()
  const choose = (change: Partial<Chosen>) =>
    void navigate({ search: { ...chosen, ...change }, replace: true, resetScroll: false })
  const sides = choicesOf(papers)
  const times = months.map(({ month }) => ({ value: month, text: monthName(month) }))
  return (
    <div className="filters">
      <Choice label={say('replay.a')} value={chosen.a} choices={sides} onChoose={(a) => choose({ a })} />
      <Choice label={say('replay.b')} value={chosen.b} choices={sides} onChoose={(b) => choose({ b })} />
      <Choice label={say('replay.from')} value={chosen.from} choices={times} onChoose={(from) => choose({ from })} />
      <Choice label={say('replay.to')} value={chosen.to} choices={times} onChoose={(to) => choose({ to })} />
      <Button
        first
        because={because}
        onClick={() => {
          choose({})
          onCompare()
        }}
      >
        {say('replay.act')}
      </Button>
    </div>
  )
}

function Running({ run, onCancel }: { readonly run: Run; readonly onCancel: () => void }) {
  if (run === undefined) return null
  if (run === 'cancelled') return <p role="status">{say('replay.cancelled')}</p>
  switch (run.kind) {
    case 'reading':
      return <Progress label={say('replay.reading')} done={run.entries} of={run.of} onCancel={onCancel} />
    case 'settling':
      return (
        <Progress
          label={say('replay.settling', { month: monthName(run.month) })}
          done={run.count}
          of={run.of}
          counted={say('replay.of', { done: run.count, of: run.of })}
          onCancel={onCancel}
        />
      )
    case 'failed':
      return (
        <div className="notice bad" role="alert">
          <p lang="en">{run.message}</p>
        </div>
      )
    case 'done':
      return null
  }
}
