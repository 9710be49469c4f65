import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useNow } from '../../../lib/now.ts'
import { useSelf } from '../../../lib/session.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Page } from '../../../ui/page.tsx'
import { AddressSetting } from './address-setting.tsx'
import { CodesSetting } from './codes-setting.tsx'
import { KeysSetting } from './keys-setting.tsx'
import { PasskeysSetting } from './passkeys-setting.tsx'
import { PasswordSetting } from './password-setting.tsx'
import { SessionsSetting } from './sessions-setting.tsx'
import { askCredentials, askWays, isLive, zone } from './ways.ts'

const route = getRouteApi('/settings/security')

/** How the reader gets in, where they are in at the moment, and which programs call as them. */
export default function SecurityPage() {
  const self = useSelf()
  const about = say('security.about', { name: self?.principal.name ?? '', zone })
  return (
    <Page title={say('page.security')} about={about}>
      <WaysIn />
      <LettingIn />
    </Page>
  )
}

function WaysIn() {
  const ways = useQuery(askWays)
  const { open } = route.useSearch()
  const navigate = route.useNavigate()
  const openPassword = (isOpen: boolean) => void navigate({ search: isOpen ? { open: 'password' } : {}, replace: true })
  return (
    <Asked query={ways} what={say('page.security')}>
      {(known) => (
        <>
          <AddressSetting ways={known} />
          <PasswordSetting ways={known} isOpen={open === 'password'} onOpen={openPassword} />
          <PasskeysSetting ways={known} />
          <CodesSetting ways={known} />
        </>
      )}
    </Asked>
  )
}

/** Sessions and keys that are good now; what has ended opens nothing and is not shown. */
function LettingIn() {
  const credentials = useQuery(askCredentials)
  const thisOneId = useQuery(askWays).data?.session?.credentialId
  const now = useNow(60_000)
  return (
    <Asked query={credentials} what={say('sessions.title')}>
      {({ rows }) => {
        const live = rows.filter((row) => isLive(row, now))
        return (
          <>
            <SessionsSetting sessions={live.filter(({ kind }) => kind === 'session')} thisOneId={thisOneId} />
            <KeysSetting keys={live.filter(({ kind }) => kind === 'api-key')} />
          </>
        )
      }}
    </Asked>
  )
}
