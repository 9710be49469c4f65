import { z } from 'zod'
import { ExpressionText } from '../../expression/expression.ts'

/**
 * An event under a condition, or one that takes effect at the instant which one of the item's facts holds
 * ('2026-02-03T09:00:00Z', with its offset). The facts are those that stand when the event is told, its own included.
 */
const Trigger = z.strictObject({
  event: z.string().min(1),
  when: ExpressionText.optional(),
  at: z.strictObject({ fact: z.string().min(1).max(100) }).optional(),
})

const OneTrigger = z.union([z.string().min(1), Trigger])

/** Names of events, each plain or with what refines it. */
export const Triggers = z.union([z.string().min(1), Trigger, z.array(OneTrigger).min(1)])
export const TriggerList = z.array(OneTrigger)

type Written = z.output<typeof Triggers> | z.output<typeof TriggerList>

/** A trigger as a clock hears it: plain data, the condition as its canonical text. */
export type Heard = { readonly event: string; readonly when?: string; readonly atFact?: string }

/** The triggers that are more than a name are refined; all are listed in the order in which they are written. */
export function heardOf(written: Written | undefined): Heard[] {
  if (written === undefined) return []
  const list = Array.isArray(written) ? written : [written]
  return list.map((trigger) => {
    if (typeof trigger === 'string') return { event: trigger }
    const { event, when, at } = trigger
    return { event, ...(when ? { when: when.text } : {}), ...(at ? { atFact: at.fact } : {}) }
  })
}

/** The names alone: a text for one, a list for a list. */
export function namesOf(written: z.output<typeof Triggers>): string | string[] {
  if (Array.isArray(written)) return written.map((trigger) => (typeof trigger === 'string' ? trigger : trigger.event))
  return typeof written === 'string' ? written : written.event
}

/** Whether a trigger is more than the name of an event. */
export function isRefined({ when, atFact }: Heard): boolean {
  return when !== undefined || atFact !== undefined
}
