/** The demo engagement in a database of its own: lived through once, from its founding to this moment. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble } from '../src/app/assemble.ts'
import { installOperator } from '../src/app/operator.ts'
import type { Database } from '../src/kernel/database/connect.ts'
import type { Secrets } from '../src/kernel/secrets.ts'
import { dayMillis } from '../src/kernel/time/civil-date.ts'
import type { Calls } from './founding.ts'
import { live, type Lived, type Progress } from './living.ts'
import { beginningOf, type Plan } from './plan.ts'
import { virtualClock } from './virtual-clock.ts'

export interface Making {
  /** Migrated and empty. */
  readonly database: Database
  readonly secrets: Secrets
  readonly plan: Plan
  readonly told?: (progress: Progress) => void
  /** Default `acting`: it is quicker, and the record is the same. */
  readonly calls?: Calls
}

export type Made = Lived & { readonly treeSize: number }

/** Lives the plan through on the whole product, background work included, under a clock that is not the machine's. */
export async function makeDemo({ database, secrets, plan, told, calls = 'acting' }: Making): Promise<Made> {
  const clock = virtualClock(beginningOf(plan) - 40 * dayMillis)
  const filesFolder = mkdtempSync(join(tmpdir(), 'counterpart-demo-files-'))
  const failures: unknown[] = []
  const app = assemble({ database, secrets, clock, filesFolder, failed: (error) => failures.push(error) })
  try {
    const operator = await installOperator(database, clock.now())
    const lived = await live(plan, { app, clock, operator: operator.secret, calls, ...(told && { told }) })
    const treeSize = await app.sequencer.drain(lived.engagementId)
    if (failures.length > 0) throw new AggregateError(failures, 'background work failed while the demo was made')
    return { ...lived, treeSize }
  } finally {
    await app.stop()
    rmSync(filesFolder, { recursive: true, force: true })
  }
}
