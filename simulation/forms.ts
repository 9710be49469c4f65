/** The forms that the desk fills in, and what it fills in: the same for the same claim, whoever works on it. */
import type { z } from 'zod'
import type { defineQueue } from '../src/deliver/queues/commands.ts'
import { dayMillis } from '../src/kernel/time/civil-date.ts'
import { localDateOf } from '../src/kernel/time/zone.ts'
import type { Facts } from '../src/deliver/work-items/model.ts'
import type { Arrival } from './arrivals.ts'
import { chanceOf } from './chance.ts'
import { zone, type Plan } from './plan.ts'
import { queues, type Queue } from './world.ts'

type FormSource = z.input<typeof defineQueue.input>['form']

const outcome = { type: 'string', title: 'Outcome', enum: ['set-up', 'not-covered'] }
const policyNumber = {
  type: 'string',
  title: 'Policy number',
  description: 'As on the policy: NO-4471-2207.',
  pattern: '^[A-Z]{2}-\\d{4}-\\d{4}$',
  'x-personal': true,
}
const dateOfLoss = { type: 'string', title: 'Date of loss', format: 'date' }
const reserve = { type: 'integer', title: 'Reserve (NOK)', minimum: 0, maximum: 5_000_000 }

/** Title and form of each queue. */
export const queueForms: Readonly<Record<Queue, { readonly title: string; readonly form: FormSource }>> = {
  [queues.motor]: {
    title: 'Motor claims',
    form: {
      type: 'object',
      title: 'Claim set-up',
      properties: {
        'policy-number': policyNumber,
        'date-of-loss': dateOfLoss,
        cause: {
          type: 'string',
          title: 'Cause',
          enum: ['collision-rear-end', 'collision-other', 'parking', 'animal', 'theft', 'fire'],
        },
        injury: { type: 'boolean', title: 'Anybody injured' },
        drivable: { type: 'boolean', title: 'Car drivable' },
        reserve,
        outcome,
      },
      required: ['date-of-loss', 'cause', 'injury', 'outcome'],
    },
  },
  [queues.glass]: {
    title: 'Windscreens',
    form: {
      type: 'object',
      title: 'Glass claim',
      properties: {
        'policy-number': policyNumber,
        'date-of-loss': dateOfLoss,
        glass: { type: 'string', title: 'Which glass', enum: ['windscreen', 'side', 'rear', 'roof'] },
        repairable: { type: 'boolean', title: 'Can be repaired' },
        reserve,
        outcome,
      },
      required: ['date-of-loss', 'glass', 'outcome'],
    },
  },
}

/** What a worker fills in for a claim. */
export function filledIn(plan: Plan, arrival: Arrival): Facts {
  const chance = chanceOf(plan.seed, `form ${arrival.workItemId}`)
  const daysBefore = Number(chance.weighted({ 0: 60, 1: 22, 2: 10, 6: 8 }))
  const common = {
    'date-of-loss': localDateOf(arrival.at - daysBefore * dayMillis, zone),
    reserve: chance.between(4, 90) * 1_000,
    outcome: arrival.outcome,
  }
  if (arrival.queue === queues.glass) {
    const glass = chance.weighted({ windscreen: 82, side: 10, rear: 7, roof: 1 })
    return { ...common, glass, repairable: glass === 'windscreen' && chance.isTrue(0.6) }
  }
  return {
    ...common,
    cause: causeOf(arrival, chance.isTrue(0.55)),
    injury: chance.isTrue(0.04),
    drivable: chance.isTrue(0.8),
  }
}

function causeOf({ facts }: Arrival, isRearEnd: boolean): string {
  const kind = String(facts['claim-type'])
  return kind === 'collision' ? (isRearEnd ? 'collision-rear-end' : 'collision-other') : kind
}
