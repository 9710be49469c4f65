import {
  moveWorkItem,
  reinstateWorkItem,
  reopenWorkItem,
  withdrawWorkItem,
} from '../../../../src/deliver/work-items/commands.ts'
import { whoMay } from '../../../../src/kernel/access/authorising.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { mayUse, useSelf } from '../../../lib/session.ts'
import type { BulkKind } from './plan.ts'

const declarations = {
  move: moveWorkItem,
  withdraw: withdrawWorkItem,
  reopen: reopenWorkItem,
  reinstate: reinstateWorkItem,
} as const satisfies Record<BulkKind, unknown>

/** Why the reader may not do something with items, which says who may; undefined where they may. */
export function useWhyNot(): (kind: BulkKind) => string | undefined {
  const engagement = useThisEngagement()
  const self = useSelf()
  return (kind) => {
    const declaration = declarations[kind]
    return mayUse(declaration, self, engagement) ? undefined : whoMay(declaration.allow)
  }
}
