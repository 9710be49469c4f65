import { createApiKey, createSignInLink } from '../../kernel/identity/commands.ts'
import type { Door } from '../../kernel/execute.ts'
import { systemClock } from '../../kernel/time/clock.ts'
import { newUuid } from '../../kernel/uuid.ts'
import { engagementIdOf, principalIdOf } from '../../../simulation/founding.ts'
import { demoSeed } from '../../../simulation/plan.ts'
import { cast, companyOf } from '../../../simulation/world.ts'
import type { Profile } from '../profile.ts'

/** A line for each person of the demo whom a visitor may sign in as: who it is, and a link that works once. */
export async function personaLinks(door: Door, operator: string, url: string): Promise<string[]> {
  const lines: string[] = []
  for (const { key, name, company, persona } of cast) {
    if (persona === undefined) continue
    const issued = await issue(door, operator, createSignInLink, { principalId: principalIdOf(demoSeed, key) })
    const who = `${name}, ${companyOf(company).name}`
    lines.push(`${persona.padEnd(17)} ${who.padEnd(36)} ${url}/sign-in#${issued}`)
  }
  return lines
}

/** The engagement of the demo and a key of each party in it, for `./counterpart … --as client` and `--as provider`. */
export async function demoEngagement(door: Door, operator: string): Promise<NonNullable<Profile['engagement']>> {
  const keyOf = (character: string) =>
    issue(door, operator, createApiKey, {
      principalId: principalIdOf(demoSeed, character),
      label: 'command line of the demo',
    })
  const [client, provider] = [await keyOf('finance'), await keyOf('delivery-manager')]
  return { engagementId: engagementIdOf(demoSeed), client, provider }
}

type Issuing = typeof createSignInLink | typeof createApiKey

async function issue(door: Door, operator: string, declaration: Issuing, wanted: object): Promise<string> {
  const id = () => newUuid(systemClock.now())
  const { output } = await door.execute(declaration, {
    credential: { kind: 'secret', secret: operator },
    input: { ...wanted, credentialId: id() },
    idempotencyKey: id(),
  })
  return declaration.output.parse(output).secret
}
