import { expect, test } from 'vitest'
import { draftAgreement, proposeAgreement } from '../../src/contract/agreements/commands.ts'
import { agreementContent } from '../../src/govern/testing/agreeing.ts'
import { CLAIMS_DESK } from '../../src/terms/testing/claims-desk.ts'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { as, errors } = await browsing(small)
const { people, world, engagementId } = small
const client = await as(people.vendorManager)

test('an agreement reads clause by clause in the words of its terms', async () => {
  await goTo(client, small, '/contract/terms')
  const clause = client.getByRole('region', { name: /^Clause 7\.2 / })
  await clause.getByText('The measure set-up-in-time is the share of work items whose clock set-up stops').waitFor()
  await clause.getByText('that time is that of the customer.').first().waitFor()
  const headings = await client.getByRole('article').getByRole('heading').allTextContents()
  expect(headings.indexOf('5 Charges')).toBeLessThan(headings.findIndex((text) => text.startsWith('5.1 ')))
  expect(await client.getByRole('article').getAttribute('lang')).toBe('en')
})

test('what two readers could read differently is folded away once it is signed, and can be opened', async () => {
  const readings = client.getByRole('region', { name: 'What two readers could read differently' })
  const example = readings.getByText('1 late of 19: 94.74 %, missed. With one miss allowed: met.')
  expect(await example.isVisible()).toBe(false)
  await readings.getByRole('heading', { name: /^What two readers could read differently: \d+$/ }).click()
  await example.waitFor()
  await readings.getByText('minimumSample: { items: 20, below: allow-one-miss }').waitFor()
  await expectAccessible(client)
})

test('a paper that is not signed yet shows at once what should be settled before', async () => {
  const agreementId = world.id()
  const terms = {
    ...CLAIMS_DESK,
    effective: '2099-02-01',
    charges: {
      ...CLAIMS_DESK.charges,
      scans: {
        clause: '5.7',
        rounding: 'half-up',
        volume: { per: 'scanned', counts: 'events', tiers: [{ to: 1000, price: 'EUR 5.00' }, { price: 'EUR 4.00' }] },
      },
    },
  } as const
  const content = { ...agreementContent(world, terms), title: 'Amendment 1' }
  await world.call(people.vendorManager, draftAgreement, { engagementId, agreementId, content })
  await world.call(people.vendorManager, proposeAgreement, { engagementId, agreementId })
  await goTo(client, small, `/contract/terms?paper=${agreementId}`)
  const readings = client.getByRole('region', { name: 'What two readers could read differently' })
  await readings.getByText(/1000 units cost EUR 5000\.00, 1001 cost EUR 4004\.00/).waitFor()
  await readings.getByText('5.7 One unit more than 1000 costs less in all.').waitFor()
  await expectAccessible(client)
  await client.setViewportSize({ width: 390, height: 844 })
  await expectAccessible(client)
  expect(await client.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('no page has written an error', () => {
  expect(errors).toEqual([])
})
