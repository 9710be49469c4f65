import { expect, onTestFinished, test } from 'vitest'
import { assemble } from '../../app/assemble.ts'
import { testWorld } from '../../app/testing.ts'
import { claimNextWorkItem, completeWorkItem, receiveWorkItem } from '../../deliver/work-items/commands.ts'
import type { Answer } from '../execute.ts'
import type { Declaration } from '../command.ts'

const world = await testWorld()
const { engagementId } = world
const gateway = await world.member('client', ['engineer'])
const agent = await world.member('provider', ['agent'])
const rounds = 25

/** The same call at two processes at once, as a caller sends it whose first connection hung. */
async function atBothDoors(secret: string, declaration: Declaration, input: object): Promise<[Answer, Answer]> {
  const call = { credential: { kind: 'secret', secret } as const, input, idempotencyKey: world.id() }
  return Promise.all([world.app.door.execute(declaration, call), second.door.execute(declaration, call)])
}

const { database, secrets, clock, filesFolder } = world
const failed = (error: unknown) => {
  throw error
}
const second = assemble({ database, secrets, clock, filesFolder, failed })

test('a command that reaches two processes at once takes effect once and both give its answer', async () => {
  onTestFinished(() => second.stop())
  for (let round = 0; round < rounds; round += 1) {
    const workItemId = world.id()
    const given = { engagementId, workItemId, reference: workItemId, queue: 'twice' }
    const received = await atBothDoors(gateway.secret, receiveWorkItem, given)
    const claimed = await atBothDoors(agent.secret, claimNextWorkItem, { engagementId, queue: 'twice' })
    const completed = await atBothDoors(agent.secret, completeWorkItem, { engagementId, workItemId, fence: 1 })
    for (const [one, other] of [received, claimed, completed]) {
      expect(other.output).toEqual(one.output)
      expect([one.replayed, other.replayed].filter(Boolean)).toHaveLength(1)
    }
  }
})
