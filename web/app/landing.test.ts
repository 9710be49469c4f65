import { expect, test } from 'vitest'
import { landingOf } from './landing.ts'

const one = (roles: Parameters<typeof landingOf>[0][number]['roles'], engagementId = 'e1') => ({ engagementId, roles })
const params = { engagementId: 'e1' }

test('everybody begins where their work is', () => {
  expect(landingOf([one(['agent'])])).toEqual({ to: '/e/$engagementId/deliver/workbench', params })
  expect(landingOf([one(['auditor'])])).toEqual({ to: '/e/$engagementId/record', params })
  expect(landingOf([one(['finance-controller'])])).toEqual({ to: '/e/$engagementId/govern/statement', params })
  expect(landingOf([one(['team-leader', 'agent'])])).toEqual({ to: '/e/$engagementId/deliver/items', params })
  expect(landingOf([one(['sponsor'])])).toEqual({ to: '/e/$engagementId', params })
})

test('a vendor manager, and whoever has several engagements or none, begins with the portfolio', () => {
  expect(landingOf([one(['vendor-manager'])])).toEqual({ to: '/engagements' })
  expect(landingOf([])).toEqual({ to: '/engagements' })
  expect(landingOf([one(['auditor']), one(['auditor'], 'e2')])).toEqual({ to: '/engagements' })
})
