import { lazy, Suspense, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { statements } from '../../src/govern/statements/commands.ts'
import { askDecisions } from '../govern/decisions/asking-decisions.ts'
import { useKeys } from '../lib/keys.ts'
import { mayUse, useSelf, type Engagement, type Self } from '../lib/session.ts'
import { say, wordFor } from '../lib/words.ts'
import { PartyMark } from '../ui/party-name.tsx'
import { useEveryPageKeys, usePaletteKey } from './every-page-keys.ts'
import { PairClock } from './pair-clock.tsx'

const Palette = lazy(() => import('./palette.tsx'))
const SelfSheet = lazy(() => import('./self-sheet.tsx'))
const KeySheet = lazy(() => import('./key-sheet.tsx'))

/** The bar over every page: where one is, with whom, what time it is for both, and the way to everything else. */
export function TopBar({ engagement }: { readonly engagement: Engagement | undefined }) {
  const self = useSelf()
  const [opened, setOpened] = useState<'palette' | 'keys' | 'self'>()
  const close = () => setOpened(undefined)
  const openPalette = () => setOpened('palette')
  usePaletteKey(openPalette)
  useKeys(useEveryPageKeys({ openPalette, openSheet: () => setOpened('keys') }))
  return (
    <header className="top">
      {engagement === undefined ? (
        <Link to="/engagements" className="name">
          {say('product')}
        </Link>
      ) : (
        <EngagementName engagement={engagement} />
      )}
      {self === undefined ? null : (
        <>
          <button type="button" className="find" onClick={openPalette}>
            <span>{say('palette.open')}</span>
            <kbd>Ctrl K</kbd>
          </button>
          <DecisionsLink />
          <button type="button" className="self" aria-haspopup="dialog" onClick={() => setOpened('self')}>
            {selfName(self, engagement)}
          </button>
        </>
      )}
      <Suspense fallback={null}>
        {opened === 'palette' ? <Palette engagement={engagement} onClose={close} /> : null}
        {opened === 'self' ? <SelfSheet onClose={close} /> : null}
        {opened === 'keys' ? <KeySheet onClose={close} /> : null}
      </Suspense>
    </header>
  )
}

/** How many decisions wait for the reader, in whatever engagement; it leads to all of them. */
function DecisionsLink() {
  const waiting = useQuery(askDecisions).data?.rows.length ?? 0
  return (
    <Link to="/work" className={waiting === 0 ? 'decisions' : 'decisions some'} activeOptions={{ exact: true }}>
      {waiting === 0 ? say('top.decisions') : say('top.decisions.waiting', { waiting })}
    </Link>
  )
}

/** Who is signed in, and as what in this engagement. */
function selfName({ principal }: Self, engagement: Engagement | undefined): string {
  const roles = (engagement?.roles ?? []).map((role) => wordFor('role', role))
  return [principal.name, ...roles].join(', ')
}

function EngagementName({ engagement }: { readonly engagement: Engagement }) {
  const { engagementId, name, client, provider } = engagement
  const hasHome = mayUse(statements, useSelf(), engagement)
  return (
    <>
      <Link
        to={hasHome ? '/e/$engagementId' : '/e/$engagementId/deliver/items'}
        params={{ engagementId }}
        className="name"
      >
        {name}
      </Link>
      <span>
        {client.name} <PartyMark party="client" /> – <PartyMark party="provider" /> {provider.name}
      </span>
      <PairClock engagement={engagement} />
    </>
  )
}
