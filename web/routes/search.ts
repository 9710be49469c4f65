import { z } from 'zod'
import { ItemState, QueueName } from '../../src/deliver/work-items/model.ts'
import { Month } from '../../src/govern/statements/model.ts'

/** What stands in the address of each page. Anything else there is left out, so that an old link still opens. */
const text = z.string().max(400).optional().catch(undefined)
const month = Month.optional().catch(undefined)

export const SignIn = z.object({
  // A path of this site and of no other.
  to: z
    .string()
    .regex(/^\/(?![/\\])/)
    .max(2_000)
    .optional()
    .catch(undefined),
})
export const Home = z.object({ month })
/** `ev` is the figure whose evidence is open, `item` the id of the item whose clock is. */
export const Statement = z.object({ month, ev: text, item: text })
export const Invoice = z.object({ month, line: z.string().regex(/^\d+$/).optional().catch(undefined) })
export const Terms = z.object({ paper: z.uuid().optional().catch(undefined) })
export const Items = z.object({
  state: ItemState.optional().catch(undefined),
  queue: QueueName.optional().catch(undefined),
})
export const Item = z.object({ clock: text })
export const Workbench = z.object({ queue: QueueName.optional().catch(undefined) })
export const Record = z.object({
  from: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .catch(undefined),
  entry: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .catch(undefined),
})
