import type { AnyRoute, RouteComponent } from '@tanstack/react-router'
import { useSpoken } from '../lib/language.ts'

/** Lets every page say its texts again when another language is chosen, with all that is typed and open in it. */
export function speakAgain(routes: readonly AnyRoute[]): void {
  for (const route of routes) {
    const component = route.options.component as RouteComponent | undefined
    if (component !== undefined) route.update({ component: speaking(component) })
  }
}

function speaking(Page: RouteComponent): RouteComponent {
  const Speaking: RouteComponent = () => {
    useSpoken()
    return <Page />
  }
  // A page that comes late is still fetched before it is shown.
  Speaking.preload = async () => Page.preload?.()
  return Speaking
}
