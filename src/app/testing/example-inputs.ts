/** One input for every declaration, that fits its schema and names things which are there. */
import { sha256, toHex, utf8Bytes } from '../../kernel/record/format/digest.ts'
import type { World } from '../testing.ts'
import type { Things } from './furnishing.ts'

export const exampleBytes = utf8Bytes('case,activity,timestamp\n')

/** An input of a declaration, by its name. New ids are made where a command asks for a new one. */
export type ExampleInputs = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Every declaration must stand here: a test says so. */
export function exampleInputs(world: World, things: Things): ExampleInputs {
  return {
    ...directoryInputs(world, things),
    ...signInInputs(world),
    ...recordInputs(things),
    ...workInputs(world, things),
    ...paperInputs(world, things),
  }
}

function directoryInputs(world: World, { engagementId, client, marked }: Things): ExampleInputs {
  const { organisationId } = world.client
  const { principalId } = client
  return {
    'create-organisation': { organisationId: world.id(), name: 'Another', country: 'NO', zone: 'Europe/Oslo' },
    'add-principal': { organisationId, principalId: world.id(), kind: 'person', name: 'Somebody' },
    'create-api-key': { principalId, credentialId: world.id(), label: 'a key' },
    'create-sign-in-link': { principalId, credentialId: world.id() },
    'start-session': { link: `cpl_${'0'.repeat(43)}` },
    'end-credential': { credentialId: world.id() },
    'sign-out-everywhere': {},
    me: {},
    'my-credentials': {},
    'organisation-principals': { organisationId },
    'change-principal': { principalId, name: 'Another Name' },
    // The only administrator: it is refused, whoever asks, so that the world stays as it is.
    'disable-principal': { principalId: world.client.administrator.principalId },
    'enable-principal': { principalId: world.client.administrator.principalId },
    'open-engagement': {
      engagementId: world.id(),
      name: `again ${marked}`,
      clientId: organisationId,
      providerId: world.provider.organisationId,
    },
    'add-member': { engagementId, principalId, party: 'client', roles: ['sponsor'] },
    'change-member-roles': { engagementId, principalId: world.id(), roles: ['sponsor'] },
    'remove-member': { engagementId, principalId: world.id() },
    engagements: {},
    members: { engagementId },
  }
}

/** Whoever calls is the one whose own ways in are meant, so that little of it names anything. */
function signInInputs(world: World): ExampleInputs {
  const shown = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} }
  const clientDataJSON = Buffer.from('{"type":"webauthn.get","challenge":"AAAA"}').toString('base64url')
  const made = { ...shown, response: { clientDataJSON, attestationObject: 'AAAA', transports: ['usb'] } }
  const signed = { ...shown, response: { clientDataJSON, authenticatorData: 'AAAA', signature: 'AAAA' } }
  return {
    'set-password': { password: 'four green boats' },
    'begin-one-time-codes': {},
    'confirm-one-time-codes': { code: '287082' },
    'renew-recovery-codes': {},
    'end-one-time-codes': {},
    'begin-passkey-enrolment': {},
    'finish-passkey-enrolment': { passkey: made, label: 'a key' },
    'rename-passkey': { passkeyId: world.id(), label: 'another' },
    'remove-passkey': { passkeyId: world.id() },
    'start-session-with-password': { email: 'nobody@example.com', password: 'four green boats' },
    'begin-passkey-sign-in': {},
    'start-session-with-passkey': { passkey: signed },
    'begin-passkey-confirmation': {},
    'confirm-identity': { password: 'four green boats' },
    'ways-to-sign-in': {},
  }
}

function recordInputs({ engagementId, workItemId }: Things): ExampleInputs {
  return {
    'record-checkpoint': { engagementId },
    'record-checkpoints': { engagementId },
    'record-entries': { engagementId, from: 0 },
    'record-excerpt': { engagementId },
    'record-types': { engagementId },
    'record-witnesses': { engagementId },
    'inclusion-proof': { engagementId, index: 0, size: 2 },
    'consistency-proof': { engagementId, from: 1, to: 2 },
    'record-tile': { engagementId, level: 0, index: 0 },
    'entry-receipts': { engagementId, entries: 'some-entry,another' },
    'register-witness': { engagementId, verifierKey: `some/witness+01234567+BP${'A'.repeat(42)}` },
    'submit-cosignature': { engagementId, note: 'counterpart/x\n1\nAAAA\n\n— x AAAA\n' },
    'erase-subject': { engagementId, subjectId: `work-item/${workItemId}`, ground: 'data-subject-request' },
    'export-bundle': { engagementId },
  }
}

function workInputs(
  world: World,
  { engagementId, workItemId, heldItemId, fileId, importId, marked, viewId }: Things,
): ExampleInputs {
  const held = { engagementId, workItemId: heldItemId, fence: 1 }
  const open = { engagementId, workItemId }
  const mapping = { classifier: 'activity', events: { Register: 'received' }, unmapped: 'keep' }
  const event = { key: world.id(), reference: `seen ${marked}`, name: 'received', at: 1_767_596_400_000 }
  return {
    'receive-work-item': { engagementId, workItemId: world.id(), reference: `new ${marked}`, queue: 'claims' },
    'claim-next-work-item': { engagementId, queue: 'claims' },
    'renew-lease': held,
    'release-work-item': held,
    'ask-and-pause': { ...held, of: 'customer', question: 'Which policy number?' },
    'answer-work-item': { engagementId, workItemId: heldItemId, answer: 'Policy 4711.' },
    'complete-work-item': { ...held, facts: { outcome: 'set-up' } },
    'undo-completion': { engagementId, workItemId: heldItemId },
    'reopen-work-item': { ...open, ground: 'defect' },
    'withdraw-work-item': { ...open, ground: 'duplicate' },
    'reinstate-work-item': open,
    'move-work-item': { ...open, queue: 'motor-glass' },
    'expire-leases': { engagementId },
    'reveal-personal-values': { ...open, ground: 'quality-check' },
    'work-item': open,
    'work-items': { engagementId },
    'queue-backlog': { engagementId },
    'work-item-list': { engagementId, state: 'open,held', sort: 'due', fact: 'channel=web' },
    'work-item-counts': { engagementId, late: 'yes' },
    'work-item-file': { engagementId, receivedFrom: '2026-01-01' },
    'item-views': { engagementId },
    'keep-item-view': { engagementId, viewId: world.id(), name: `late ${marked}`, view: { late: 'yes' } },
    'rename-item-view': { engagementId, viewId, name: `later ${marked}` },
    'delete-item-view': { engagementId, viewId },
    'define-queue': { engagementId, queue: 'claims', title: 'Claims', form: null, replaces: 0 },
    'queue-definitions': { engagementId },
    workbench: { engagementId, doneSince: 0 },
    'upload-file': { engagementId, fileId: world.id(), name: 'log.csv', sha256: toHex(sha256(exampleBytes)) },
    files: { engagementId },
    'start-import': { engagementId, importId: world.id(), fileId, queue: 'claims', mapping },
    'cancel-import': { engagementId, importId },
    'resume-import': { engagementId, importId },
    'observe-work-items': { engagementId, queue: 'claims', events: [event] },
    'finish-import': { engagementId, importId, outcome: 'completed', at: 1, message: null },
    'history-import': { engagementId, importId },
    'history-imports': { engagementId },
    'import-rejects': { engagementId, importId },
  }
}

function paperInputs(world: World, things: Things): ExampleInputs {
  const { engagementId, agreementId, agreementHash, month, statementHash } = things
  const paper = { engagementId, agreementId }
  const ofMonth = { engagementId, month }
  const content = {
    title: 'Another agreement',
    parties: {
      client: { organisationId: world.client.organisationId, name: 'Halden Insurance' },
      provider: { organisationId: world.provider.organisationId, name: 'Mabini Services' },
    },
    clauses: [{ id: '5', heading: 'Charges', text: 'As the terms say.' }],
    terms: {
      terms: 1,
      agreement: 'C-0043',
      currency: 'EUR',
      zone: 'Europe/Oslo',
      effective: '2026-03-01',
      charges: { governance: { clause: '5', fixed: { amount: 'EUR 2600.00', per: 'month' } } },
    },
  }
  return {
    'draft-agreement': { engagementId, agreementId: world.id(), content },
    'revise-agreement': { ...paper, content },
    'propose-agreement': paper,
    'comment-on-agreement': { ...paper, commentId: world.id(), text: 'Clause 5 needs a number.' },
    'sign-agreement': { ...paper, sha256: agreementHash },
    'withdraw-agreement': paper,
    agreement: paper,
    agreements: { engagementId },
    'agreement-diff': { ...paper, from: 1, to: 1 },
    'agreed-terms': { engagementId, at: '2026-01-15' },
    statement: ofMonth,
    statements: { engagementId },
    'statement-evidence': { ...ofMonth, figureId: 'charges/governance' },
    'statement-file': { ...ofMonth, format: 'csv' },
    'draft-statement': ofMonth,
    'approve-statement': { ...ofMonth, statementHash },
    'reject-statement': { ...ofMonth, statementHash, reason: 'Not as agreed.' },
    series: { engagementId },
    'state-series-value': { engagementId, series: 'labour', period: '2026-01', value: '104.2' },
    'confirm-series-value': { engagementId, series: 'labour', period: '2026-01', value: '104.2' },
    'replay-terms': { ...paper, from: month, to: month },
    'decisions-waiting': {},
    invoice: ofMonth,
    'invoice-file': ofMonth,
    'volume-by-day': ofMonth,
    'statement-history': ofMonth,
    'statement-evidence-groups': { ...ofMonth, figureId: 'totals/net' },
    'statement-evidence-file': { ...ofMonth, figureId: 'totals/net' },
  }
}
