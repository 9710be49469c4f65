import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import {
  claimNextWorkItem,
  completeWorkItem,
  nothingToClaim,
  receiveWorkItem,
} from '../../src/deliver/work-items/commands.ts'
import { CallRefused } from '../../src/kernel/client/call.ts'
import type { Desk, DeskPerson } from './desk.ts'
import type { Ledger } from './ledger.ts'

const lookAgainMillis = 20

/** Works until told to stop: hands an item in, claims the next one, completes what was claimed. */
export async function workUntil(stopped: () => boolean, ledger: Ledger, desk: Desk, agent: DeskPerson, queue: string) {
  const { engagementId } = desk
  while (!stopped()) {
    const reference = randomUUID()
    const given = { engagementId, workItemId: randomUUID(), reference, queue, facts: { language: 'nb' } }
    await ledger.carryOut(desk.gateway, receiveWorkItem, given)
    const held = await claimOne(ledger, engagementId, agent, queue)
    const { workItemId } = held.item
    await ledger.carryOut(agent, completeWorkItem, {
      engagementId,
      workItemId,
      fence: held.fence,
      facts: { outcome: 'paid' },
    })
  }
}

/** Everybody hands an item in before claiming one, so there is always one left: an empty answer means "look again". */
async function claimOne(ledger: Ledger, engagementId: string, agent: DeskPerson, queue: string) {
  for (;;) {
    try {
      return await ledger.carryOut(agent, claimNextWorkItem, { engagementId, queue })
    } catch (error) {
      if (!(error instanceof CallRefused) || error.code !== nothingToClaim.code) throw error
      await pause(lookAgainMillis)
    }
  }
}
