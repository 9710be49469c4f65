import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Decision } from '../../../src/govern/decisions/model.ts'
import { askEngagements } from '../../lib/session.ts'
import { say, tell } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Choice } from '../../ui/field.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { askDecisions } from './asking-decisions.ts'
import { DecisionsTable } from './decisions-table.tsx'

const route = getRouteApi('/work')

/** What waits for the reader, in every engagement in which they have a part. */
export default function WorkPage() {
  const { engagement } = route.useSearch()
  const decisions = useQuery(askDecisions)
  return (
    <Page title={say('page.work')} about={say('work.about')} actions={<EngagementChoice />}>
      <Asked query={decisions} what={say('page.work')}>
        {({ rows }) => {
          const shown = rows.filter(({ engagementId }) => engagement === undefined || engagementId === engagement)
          return (
            <>
              <Lede decisions={shown} />
              {shown.length === 0 ? <NothingWaits /> : <DecisionsTable decisions={shown} />}
            </>
          )
        }}
      </Asked>
    </Page>
  )
}

function Lede({ decisions }: { readonly decisions: readonly Decision[] }) {
  const engagements = new Set(decisions.map(({ engagementId }) => engagementId)).size
  return (
    <p className="lede">
      {tell('lede.waiting', { waiting: decisions.length, figure: (chunks) => chunks })}{' '}
      {engagements > 1 ? say('work.across', { engagements }) : null}
    </p>
  )
}

function NothingWaits() {
  return (
    <>
      <p>{say('work.nothing')}</p>
      <ButtonLink to="/engagements">{say('page.portfolio')}</ButtonLink>
    </>
  )
}

/** Of which engagement, where there are several. */
function EngagementChoice() {
  const { engagement } = route.useSearch()
  const navigate = route.useNavigate()
  const all = useQuery(askEngagements).data?.rows ?? []
  if (all.length < 2 && engagement === undefined) return null
  const names = all.map(({ engagementId, name }) => ({ value: engagementId, text: name }))
  return (
    <Choice
      label={say('decisions.engagement')}
      value={engagement ?? ''}
      choices={[{ value: '', text: say('work.every') }, ...names]}
      onChoose={(value) => void navigate({ search: value === '' ? {} : { engagement: value } })}
    />
  )
}
