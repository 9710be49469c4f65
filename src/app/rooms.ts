import { agreementHandlers } from '../contract/agreements/handlers.ts'
import { accessHandlers } from '../kernel/access/handlers.ts'
import { peopleHandlers } from '../kernel/access/people/handlers.ts'
import type { Database } from '../kernel/database/connect.ts'
import { fileHandlers } from '../kernel/files/handlers.ts'
import type { Door } from '../kernel/execute.ts'
import type { Bound } from '../kernel/handler.ts'
import { identityHandlers } from '../kernel/identity/handlers.ts'
import { oneTimeCodeHandlers } from '../kernel/identity/one-time-codes/handlers.ts'
import { passkeyHandlers } from '../kernel/identity/passkeys/handlers.ts'
import { passwordHandlers } from '../kernel/identity/passwords/handlers.ts'
import { signInHandlers } from '../kernel/identity/signing-in/handlers.ts'
import { historyHandlers, importWake } from '../deliver/histories/handlers.ts'
import { importHistoryReaction } from '../deliver/histories/importing.ts'
import { queueHandlers } from '../deliver/queues/handlers.ts'
import { expireLeasesReaction } from '../deliver/work-items/reaction.ts'
import { workItemHandlers } from '../deliver/work-items/handlers.ts'
import { workListHandlers } from '../deliver/work-lists/handlers.ts'
import type { Reaction } from '../kernel/jobs/waking.ts'
import { sealingHandlers } from '../kernel/record/sealing/handlers.ts'
import { recordHandlers } from '../kernel/record/reading/handlers.ts'
import type { Sequencer } from '../kernel/record/sequencer.ts'
import type { Secrets } from '../kernel/secrets.ts'
import type { Clock } from '../kernel/time/clock.ts'
import { decisionHandlers } from '../govern/decisions/handlers.ts'
import { exportHandlers } from '../govern/exports/handlers.ts'
import { invoiceHandlers } from '../govern/invoices/handlers.ts'
import { replayHandlers } from '../govern/replays/handlers.ts'
import { seriesHandlers } from '../govern/series/handlers.ts'
import { statementHandlers } from '../govern/statements/handlers.ts'
import { volumeHandlers } from '../govern/volumes/handlers.ts'

/** What rooms may need beside the transaction of a call. */
export interface RoomParts {
  readonly database: Database
  readonly secrets: Secrets
  readonly clock: Clock
  /** Folder for uploaded files. */
  readonly filesFolder: string
  /** Places an engagement's waiting entries now; gives the size of its log. */
  readonly drain: Sequencer['drain']
  /** Set where people wait for answers: what takes a while to start is started beforehand. */
  readonly isServing?: boolean
}

/** Every declaration of the product, bound to its handler. The only place that knows every room. */
export function boundRooms(parts: RoomParts): readonly Bound[] {
  return [
    ...identityHandlers(parts.secrets),
    ...passwordHandlers(parts),
    ...oneTimeCodeHandlers(parts.secrets),
    ...passkeyHandlers(parts),
    ...signInHandlers(parts),
    ...accessHandlers(parts.secrets),
    ...peopleHandlers(),
    ...recordHandlers(parts.secrets),
    ...sealingHandlers(),
    ...fileHandlers(parts.filesFolder),
    ...historyHandlers(parts.database),
    ...workItemHandlers(parts.secrets),
    ...queueHandlers(),
    ...workListHandlers(parts.database),
    ...statementHandlers(parts),
    ...replayHandlers(parts),
    ...seriesHandlers(),
    ...decisionHandlers(parts),
    ...invoiceHandlers(),
    ...volumeHandlers(),
    ...exportHandlers(parts),
    ...agreementHandlers(parts.secrets),
  ]
}

/** What happens at a wake, by its kind. Reactions act through the door like everybody else. */
export function reactionsOf(door: Door, parts: RoomParts): Readonly<Record<string, Reaction>> {
  return { 'expire-leases': expireLeasesReaction(door), [importWake]: importHistoryReaction(door, parts) }
}
