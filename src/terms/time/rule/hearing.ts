import { parseExpression, type Expression } from '../../expression/expression.ts'
import { everythingHeard, type ClockRule, type HeardRole } from './clock-rule.ts'
import { isRefined } from './triggers.ts'

/** What an event does to a clock. Rests are named by their place in the rule, transfers by the places after them. */
export type Roles = {
  starts: boolean
  stops: boolean
  /** Of several rules for one event the first counts whose condition holds, also one that ignores. */
  reopens: 'resume' | 'restart' | 'ignore' | undefined
  cancels: boolean
  restarts: boolean
  resumes: boolean
  beginsRests: number[]
  endsRests: number[]
  handsOver: number[]
  acknowledges: number[]
}

/** A role that an event has under a condition, or from another instant on. */
export type RefinedRole = { readonly roles: Roles; readonly when?: Expression; readonly atFact?: string }

/** What one event name does: always, and under conditions. */
export type Hearing = { readonly plain: Roles; readonly refined: readonly RefinedRole[] }

/** A rule made ready: what it hears by the name of the event, and whether any of it depends on facts. */
export type CompiledRule = { readonly byName: ReadonlyMap<string, Hearing>; readonly asksFacts: boolean }

const compiled = new WeakMap<ClockRule, CompiledRule>()

/** Makes a rule ready; once for each rule. */
export function compileRule(rule: ClockRule): CompiledRule {
  const known = compiled.get(rule)
  if (known) return known
  const byName = new Map<string, { plain: Roles; refined: RefinedRole[] }>()
  const all = rule.heard ?? everythingHeard({ ...rule, transfers: [] })
  for (const heard of all) {
    const hearing = byName.get(heard.event) ?? { plain: noRoles(), refined: [] }
    byName.set(heard.event, hearing)
    if (!isRefined(heard) && !isOneOfSeveral(all, heard)) addRole(hearing.plain, heard)
    else hearing.refined.push(refinedRole(heard))
  }
  const result = { byName, asksFacts: [...byName.values()].some(({ refined }) => refined.length > 0) }
  compiled.set(rule, result)
  return result
}

/** The names of the events to which a clock listens, each once. */
export function eventNamesOf(rule: ClockRule): string[] {
  return [...compileRule(rule).byName.keys()]
}

/**
 * Whether the reading of a clock depends on the facts of its item, so that it must be handed all events with their
 * facts, also those to which it does not listen.
 */
export function asksFacts(rule: ClockRule): boolean {
  return compileRule(rule).asksFacts
}

/** Whether a reopening stands beside others of its event that have conditions, so that their order counts. */
function isOneOfSeveral(all: readonly HeardRole[], { role, event }: HeardRole): boolean {
  return role === 'reopens' && all.some((other) => other.role === role && other.event === event && isRefined(other))
}

function refinedRole(heard: HeardRole): RefinedRole {
  const { when, atFact } = heard
  const roles = noRoles()
  addRole(roles, heard)
  return {
    roles,
    ...(when === undefined ? {} : { when: parseExpression(when) }),
    ...(atFact === undefined ? {} : { atFact }),
  }
}

function addRole(roles: Roles, { role, rest, how }: HeardRole): void {
  const at = rest ?? 0
  switch (role) {
    case 'starts':
    case 'stops':
    case 'cancels':
    case 'restarts':
    case 'resumes':
      roles[role] = true
      return
    case 'reopens':
      roles.reopens ??= how
      return
    case 'begins-rest':
      roles.beginsRests.push(at)
      return
    case 'ends-rest':
      roles.endsRests.push(at)
      return
    case 'hands-over':
      roles.handsOver.push(at)
      return
    case 'acknowledges':
      roles.acknowledges.push(at)
      return
  }
}

/** Adds the roles of one to those of the other. */
export function joinRoles(roles: Roles, more: Roles): Roles {
  return {
    starts: roles.starts || more.starts,
    stops: roles.stops || more.stops,
    reopens: roles.reopens ?? more.reopens,
    cancels: roles.cancels || more.cancels,
    restarts: roles.restarts || more.restarts,
    resumes: roles.resumes || more.resumes,
    beginsRests: [...roles.beginsRests, ...more.beginsRests],
    endsRests: [...roles.endsRests, ...more.endsRests],
    handsOver: [...roles.handsOver, ...more.handsOver],
    acknowledges: [...roles.acknowledges, ...more.acknowledges],
  }
}

function noRoles(): Roles {
  return {
    starts: false,
    stops: false,
    reopens: undefined,
    cancels: false,
    restarts: false,
    resumes: false,
    beginsRests: [],
    endsRests: [],
    handsOver: [],
    acknowledges: [],
  }
}
