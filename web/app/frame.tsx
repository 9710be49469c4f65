import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useParams, useRouter } from '@tanstack/react-router'
import { useFeedState } from '../lib/feed.ts'
import { askSelf, useEngagement } from '../lib/session.ts'
import { say } from '../lib/words.ts'
import { Spine } from './spine.tsx'
import { TopBar } from './top-bar.tsx'

/** What stands around every page. */
export function Frame() {
  const { engagementId } = useParams({ strict: false })
  const engagement = useEngagement(engagementId ?? '')
  const { pathname } = useLocation()
  const main = useRef<HTMLElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    // A new page begins at its beginning for those who read it by keyboard or ear as well.
    if (before.current !== pathname) main.current?.focus()
    before.current = pathname
  }, [pathname])
  useGuardAgain()
  const hasSpine = engagement !== undefined && !pathname.endsWith('/workbench')
  return (
    <>
      <a href="#main" className="skip">
        {say('skip')}
      </a>
      <TopBar engagement={engagement} />
      <Connection isFollowing={engagementId !== undefined} />
      <div className={hasSpine ? 'body' : 'body plain'}>
        {hasSpine ? <Spine engagement={engagement} /> : null}
        <main id="main" ref={main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </>
  )
}

/** A session can end while a page is shown: then its guard is asked again, which leads to the sign-in page. */
function useGuardAgain(): void {
  const router = useRouter()
  const isSignedOut = useQuery(askSelf).data === null
  useEffect(() => {
    if (isSignedOut && router.state.location.pathname !== '/sign-in') void router.invalidate()
  }, [isSignedOut, router])
}

/** Says when what is shown may be old, and that nothing is lost. */
function Connection({ isFollowing }: { readonly isFollowing: boolean }) {
  const feed = useFeedState()
  const isOnline = useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed)
      window.addEventListener('offline', changed)
      return () => {
        window.removeEventListener('online', changed)
        window.removeEventListener('offline', changed)
      }
    },
    () => navigator.onLine,
  )
  const isLost = isFollowing && feed === 'lost'
  if (isOnline && !isLost) return null
  return (
    <p className="banner" role="status">
      {say(isOnline ? 'connection.lost' : 'connection.offline')}
    </p>
  )
}
