import type { z } from 'zod'
import type { App } from '../src/app/assemble.ts'
import type { Declaration } from '../src/kernel/command.ts'
import type { Credential } from '../src/kernel/access/model.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'
import type { Chance } from './chance.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Sends a declaration through the door as somebody, at an instant. Throws a Refusal for a "no". */
export type Say = <I extends z.ZodObject, O extends z.ZodType>(
  who: Credential,
  declaration: Declaration<I, O>,
  input: z.input<I>,
  at: EpochMillis,
) => Promise<z.output<O>>

/** What was said so far. */
export interface Said {
  commands: number
  entries: number
}

/** The one way in which the simulation acts: keys are drawn in the order of the calls, so they are the same again. */
export function speaker(app: App, clock: VirtualClock, chance: Chance): { readonly say: Say; readonly said: Said } {
  const said: Said = { commands: 0, entries: 0 }
  const say: Say = async (credential, declaration, input, at) => {
    const idempotencyKey = chance.id(at)
    const answer = await clock.during(at, () => app.door.execute(declaration, { credential, input, idempotencyKey }))
    said.commands += 1
    said.entries += answer.entries.length
    return answer.output as never
  }
  return { say, said }
}
