import { decisionsWaiting } from '../../../src/govern/decisions/commands.ts'
import { asking } from '../../lib/calling.ts'

/** What waits for the reader in all engagements; the feed tells of one of them, so now and then it is asked again. */
export const askDecisions = { ...asking(decisionsWaiting, {}), refetchInterval: 30_000 }
