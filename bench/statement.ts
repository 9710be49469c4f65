// Seconds until the statement of a month with many work items is settled from the tables and answered, and until it
// is drafted and frozen in the record; fsync on. Run: node bench/statement.ts [work items]
import { draftAgreement, proposeAgreement, signAgreement } from '../src/contract/agreements/commands.ts'
import { draftStatement, statement } from '../src/govern/statements/commands.ts'
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { CLAIMS_DESK } from '../src/terms/testing/claims-desk.ts'
import { importHistory } from './support/histories.ts'
import { openWorkshop } from './support/workshop.ts'

const items = Number(process.argv[2] ?? 100_000)
const month = '2026-03'
const workshop = await openWorkshop()
const { call, engagementId, gateway, agent, organisations } = workshop

const agreementId = workshop.id()
const content = {
  title: 'Motor claims intake',
  parties: {
    client: { organisationId: organisations.clientId, name: 'Halden Insurance' },
    provider: { organisationId: organisations.providerId, name: 'Mabini Services' },
  },
  clauses: [{ id: '5', heading: 'Charges', text: 'As the terms say.' }],
  terms: structuredClone(CLAIMS_DESK),
}
const { sha256 } = await call(gateway, draftAgreement, { engagementId, agreementId, content })
await call(gateway, proposeAgreement, { engagementId, agreementId })
await call(gateway, signAgreement, { engagementId, agreementId, sha256 })
await call(agent, signAgreement, { engagementId, agreementId, sha256 })
const { recorded, millis } = await importHistory(workshop, items, '2026-03-01T00:00:00.000Z')
console.log(`imported ${recorded} events of ${items} items in ${seconds(millis)}`)

const asked = monotonicMillis()
await call(gateway, statement, { engagementId, month })
console.log(`statement of ${items} items, first settled and shown: ${seconds(monotonicMillis() - asked)}`)
const drafted = await median(() => call(gateway, draftStatement, { engagementId, month }))
console.log(`statement of ${items} items, drafted and recorded: ${seconds(drafted)} (median of 3)`)
await workshop.close()

async function median(once: () => Promise<unknown>): Promise<number> {
  const all: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const begun = monotonicMillis()
    await once()
    all.push(monotonicMillis() - begun)
  }
  return all.sort((a, b) => a - b)[1] ?? 0
}

function seconds(of: number): string {
  return `${(of / 1_000).toFixed(2)} s`
}
