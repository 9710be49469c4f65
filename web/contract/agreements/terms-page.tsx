import { lazy, Suspense, useState } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { z } from 'zod'
import { agreementOf, agreements, signAgreement } from '../../../src/contract/agreements/commands.ts'
import { asking, send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { dateName } from '../../lib/formats.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Choice } from '../../ui/field.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page, Sheet } from '../../ui/page.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { PartyName } from '../../ui/party-name.tsx'
import { When } from '../../ui/when.tsx'

// The language of terms is larger than the rest of the page: it comes while the agreement is asked for.
const Clauses = lazy(() => import('./clauses.tsx'))
const Readings = lazy(() => import('./readings.tsx'))

const route = getRouteApi('/e/$engagementId/contract/terms')

type Shown = z.output<typeof agreementOf.output>
type Card = z.output<typeof agreements.output>['rows'][number]

/** The agreement as both signed it: each clause with its text and, under it, the terms that are computed. */
export default function TermsPage() {
  const { engagementId } = useThisEngagement()
  const { paper } = route.useSearch()
  const papers = useQuery(asking(agreements, { engagementId, limit: 200 }))
  return (
    <Asked query={papers} what={say('page.terms')}>
      {({ rows }) => {
        const shown = rows.find(({ agreementId }) => agreementId === paper) ?? newestAgreed(rows)
        if (shown === undefined) return <Page title={say('page.terms')}>{<p>{say('terms.none')}</p>}</Page>
        return <Paper agreementId={shown.agreementId} papers={rows} />
      }}
    </Asked>
  )
}

function newestAgreed(rows: readonly Card[]): Card | undefined {
  const byChange = [...rows].sort((left, right) => right.changedAt - left.changedAt)
  return byChange.find(({ state }) => state === 'agreed') ?? byChange[0]
}

interface PaperProps {
  readonly agreementId: string
  readonly papers: readonly Card[]
}

function Paper({ agreementId, papers }: PaperProps) {
  const { engagementId } = useThisEngagement()
  const query = useQuery(asking(agreementOf, { engagementId, agreementId }))
  const navigate = route.useNavigate()
  const choices = papers.map(({ agreementId: value, title, state }) => ({
    value,
    text: `${title}, ${wordFor('paper', state)}`,
  }))
  return (
    <Page
      title={query.data?.content.title ?? say('page.terms')}
      about={query.data === undefined ? undefined : aboutOf(query.data)}
      actions={
        <>
          {papers.length < 2 ? null : (
            <Choice
              label={say('terms.paper')}
              value={agreementId}
              choices={choices}
              onChoose={(paper) => void navigate({ search: { paper } })}
            />
          )}
          <ButtonLink
            to="/e/$engagementId/contract/compare"
            params={{ engagementId }}
            search={query.data === undefined || query.data.state === 'agreed' ? {} : { b: agreementId }}
          >
            {say('replay.link')}
          </ButtonLink>
          {query.data === undefined ? null : <Signing shown={query.data} />}
        </>
      }
    >
      <Asked query={query} what={say('page.terms')}>
        {(shown) => (
          <div className="columns">
            <div>
              <Suspense fallback={null}>
                <Readings terms={shown.content.terms} isSigned={shown.state === 'agreed'} />
                <Clauses content={shown.content} />
              </Suspense>
            </div>
            <aside aria-label={say('terms.signatures')}>
              <Signatures shown={shown} />
            </aside>
          </div>
        )}
      </Asked>
    </Page>
  )
}

function aboutOf({ version, state, content }: Shown): string {
  const { agreement = '', effective } = content.terms as { agreement?: string; effective?: string }
  const from = effective === undefined ? '' : dateName(effective)
  return say('terms.about', { agreement, version, state: wordFor('paper', state), from })
}

function Signatures({ shown }: { readonly shown: Shown }) {
  const { client } = useThisEngagement()
  const { parties } = shown.content
  return (
    <Sheet title={say('terms.signatures')}>
      <Pairs
        pairs={(['client', 'provider'] as const).map((party) => {
          const signature = shown.signatures.find((one) => one.party === party && one.stands)
          return {
            key: party,
            name: <PartyName party={party}>{parties[party].name}</PartyName>,
            value:
              signature === undefined ? (
                say('terms.not-signed')
              ) : (
                <When at={signature.signedAt} zone={client.zone} isNamed />
              ),
          }
        })}
      />
      <p className="small quiet">
        {say('terms.hash')} <span className="mono hash">{shown.sha256}</span>
      </p>
    </Sheet>
  )
}

/** Signs the version that is read here, by its hash. */
function Signing({ shown }: { readonly shown: Shown }) {
  const engagement = useThisEngagement()
  const self = useSelf()
  const client = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const [wish] = useState(() => crypto.randomUUID())
  const { agreementId, sha256, access, content } = shown
  const { engagementId } = engagement
  if (!access.moves.includes('sign') || !mayUse(signAgreement, self, engagement)) return null
  return (
    <>
      <Button first onClick={() => setAsked(true)}>
        {say('sign.act')}
      </Button>
      {isAsked ? (
        <Confirm
          title={say('sign.title', { title: content.title })}
          act={say('sign.act')}
          typed={content.title}
          onClose={() => setAsked(false)}
          onConfirm={async () => {
            await send(signAgreement, { engagementId, agreementId, sha256 }, wish)
            await client.invalidateQueries({ queryKey: [engagementId] })
          }}
        >
          <p>{say('sign.what')}</p>
          <p className="small">
            {say('terms.hash')} <span className="mono hash">{sha256}</span>
          </p>
        </Confirm>
      ) : null}
    </>
  )
}
