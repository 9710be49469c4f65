import { expect, test } from 'vitest'
import { rolesOfParty, type Role } from '../../src/kernel/access/model.ts'
import { landingOf } from './landing.ts'

const one = (roles: readonly Role[], engagementId = 'e1') => ({ engagementId, roles: [...roles] })
const params = { engagementId: 'e1' }

test('everybody begins where their work is', () => {
  expect(landingOf([one(['agent'])])).toEqual({ to: '/e/$engagementId/deliver/workbench', params })
  expect(landingOf([one(['auditor'])])).toEqual({ to: '/e/$engagementId/record', params })
  expect(landingOf([one(['finance-controller'])])).toEqual({ to: '/e/$engagementId/govern/statement', params })
  expect(landingOf([one(['team-leader', 'agent'])])).toEqual({ to: '/e/$engagementId/deliver/items', params })
  expect(landingOf([one(['bid-manager'])])).toEqual({ to: '/e/$engagementId/contract/terms', params })
  for (const role of ['sponsor', 'process-owner', 'vendor-manager'] as const) {
    expect(landingOf([one([role])])).toEqual({ to: '/e/$engagementId', params })
  }
})

test('whoever has several engagements, or none, begins with the portfolio', () => {
  expect(landingOf([])).toEqual({ to: '/engagements' })
  expect(landingOf([one(['vendor-manager']), one(['vendor-manager'], 'e2')])).toEqual({ to: '/engagements' })
  expect(landingOf([one(['auditor']), one(['auditor'], 'e2')])).toEqual({ to: '/engagements' })
})

test('an agent of several engagements begins at the workbench of the first', () => {
  const both = [one(['agent']), one(['agent'], 'e2')]
  expect(landingOf(both)).toEqual({ to: '/e/$engagementId/deliver/workbench', params })
})

test('an administrator without a role begins with the people', () => {
  expect(landingOf([], true)).toEqual({ to: '/settings/people' })
  expect(landingOf([one([])], true)).toEqual({ to: '/e/$engagementId/people', params })
})

test('no role begins nowhere', () => {
  const roles = Object.values(rolesOfParty).flat()
  for (const role of roles) expect(landingOf([one([role])]).to).toMatch(/^\/e\/\$engagementId/)
})
