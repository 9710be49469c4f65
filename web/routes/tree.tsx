import { QueryCache, QueryClient } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { Frame } from '../app/frame.tsx'
import { LandingPage } from '../app/landing-page.tsx'
import { CallRefused } from '../lib/calling.ts'
import { askSelf } from '../lib/session.ts'
import { Broken, Nowhere } from './broken.tsx'
import { EngagementFrame } from './engagement.tsx'
import * as search from './search.ts'
import { speakAgain } from './speaking.tsx'

const root = createRootRoute({
  component: Frame,
  notFoundComponent: Nowhere,
  errorComponent: Broken,
  // Who is not signed in is led to the sign-in page, and from there back to where they wanted to go.
  beforeLoad: async ({ location }) => {
    if (location.pathname === '/sign-in' || (await client.ensureQueryData(askSelf)) !== null) return
    throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { to: location.href } })
  },
})

const landing = createRoute({ getParentRoute: () => root, path: '/', component: LandingPage })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: search.SignIn,
  component: lazyRouteComponent(() => import('../kernel/identity/sign-in-page.tsx')),
})

const portfolio = createRoute({
  getParentRoute: () => root,
  path: '/engagements',
  component: lazyRouteComponent(() => import('../kernel/access/portfolio-page.tsx')),
})

const work = createRoute({
  getParentRoute: () => root,
  path: '/work',
  validateSearch: search.Work,
  component: lazyRouteComponent(() => import('../govern/decisions/work-page.tsx')),
})

const security = createRoute({
  getParentRoute: () => root,
  path: '/settings/security',
  validateSearch: search.Security,
  component: lazyRouteComponent(() => import('../kernel/identity/security/security-page.tsx')),
})

const people = createRoute({
  getParentRoute: () => root,
  path: '/settings/people',
  validateSearch: search.People,
  component: lazyRouteComponent(() => import('../kernel/access/people-page.tsx')),
})

const engagement = createRoute({ getParentRoute: () => root, path: '/e/$engagementId', component: EngagementFrame })

const home = createRoute({
  getParentRoute: () => engagement,
  path: '/',
  validateSearch: search.Home,
  component: lazyRouteComponent(() => import('../govern/home/home-page.tsx')),
})

const statement = createRoute({
  getParentRoute: () => engagement,
  path: '/govern/statement',
  validateSearch: search.Statement,
  component: lazyRouteComponent(() => import('../govern/statements/statement-page.tsx')),
})

const invoice = createRoute({
  getParentRoute: () => engagement,
  path: '/govern/invoice',
  validateSearch: search.Invoice,
  component: lazyRouteComponent(() => import('../govern/invoices/invoice-page.tsx')),
})

const terms = createRoute({
  getParentRoute: () => engagement,
  path: '/contract/terms',
  validateSearch: search.Terms,
  component: lazyRouteComponent(() => import('../contract/agreements/terms-page.tsx')),
})

const compare = createRoute({
  getParentRoute: () => engagement,
  path: '/contract/compare',
  validateSearch: search.Compare,
  component: lazyRouteComponent(() => import('../contract/replays/compare-page.tsx')),
})

const items = createRoute({
  getParentRoute: () => engagement,
  path: '/deliver/items',
  validateSearch: search.Items,
  component: lazyRouteComponent(() => import('../deliver/work-items/items-page.tsx')),
})

const item = createRoute({
  getParentRoute: () => engagement,
  path: '/i/$reference',
  validateSearch: search.Item,
  component: lazyRouteComponent(() => import('../deliver/work-items/item-page.tsx')),
})

const workbench = createRoute({
  getParentRoute: () => engagement,
  path: '/deliver/workbench',
  validateSearch: search.Workbench,
  component: lazyRouteComponent(() => import('../deliver/work-items/bench/workbench-page.tsx')),
})

const record = createRoute({
  getParentRoute: () => engagement,
  path: '/record',
  validateSearch: search.Record,
  beforeLoad: ({ params, search: { entry } }) => {
    if (entry === undefined) return
    throw redirect({ to: '/e/$engagementId/record/entry/$leafIndex', params: { ...params, leafIndex: entry } })
  },
  component: lazyRouteComponent(() => import('../kernel/record/record-page.tsx')),
})

const recordEntry = createRoute({
  getParentRoute: () => engagement,
  path: '/record/entry/$leafIndex',
  validateSearch: search.RecordEntry,
  component: lazyRouteComponent(() => import('../kernel/record/entry/entry-page.tsx')),
})

const checkpoints = createRoute({
  getParentRoute: () => engagement,
  path: '/record/checkpoints',
  validateSearch: search.Checkpoints,
  component: lazyRouteComponent(() => import('../kernel/record/checkpoints/checkpoints-page.tsx')),
})

const taking = createRoute({
  getParentRoute: () => engagement,
  path: '/record/check',
  component: lazyRouteComponent(() => import('../kernel/record/taking/taking-page.tsx')),
})

const members = createRoute({
  getParentRoute: () => engagement,
  path: '/people',
  validateSearch: search.Members,
  component: lazyRouteComponent(() => import('../kernel/access/members-page.tsx')),
})

export const router = createRouter({
  routeTree: root.addChildren([
    landing,
    signIn,
    portfolio,
    work,
    people,
    security,
    engagement.addChildren([
      home,
      statement,
      invoice,
      terms,
      compare,
      items,
      item,
      workbench,
      record,
      recordEntry,
      checkpoints,
      taking,
      members,
    ]),
  ]),
  // What a page shows stands in its address, as plain text that people can read and pass on.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (values) => {
    const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
    return text === '' ? '' : `?${text}`
  },
  scrollRestoration: true,
})

speakAgain(Object.values(router.routesById))

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/** A session that ended meanwhile: the frame sees that nobody is signed in, and asks the guard above again. */
function signInAgain(error: Error): void {
  if (!(error instanceof CallRefused) || error.status !== 401) return
  client.setQueryData(askSelf.queryKey, null)
}

export const client = new QueryClient({
  queryCache: new QueryCache({ onError: signInAgain }),
  defaultOptions: {
    queries: {
      // The feed says when an answer is no longer true; until then it is.
      staleTime: 60_000,
      retry: (failures, error) => !(error instanceof CallRefused) && failures < 2,
    },
  },
})
