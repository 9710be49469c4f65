// `npm test`: everything that must hold before a change goes in, with one closing line that sums it up.
import { findBrowser } from './browser.mjs'
import { check, staticChecks, sum, tests } from './checks.mjs'

const counts = await Promise.all(staticChecks.map(check))
counts.push(await tests({ title: 'pure tests', project: 'pure' }))
counts.push(await tests({ title: 'slow tests', project: 'slow' }))
for (const release of ['18', '15']) {
  const env = { COUNTERPART_TEST_POSTGRES: release }
  counts.push(await tests({ title: `tests on PostgreSQL ${release}`, project: 'db', env }))
}
const browser = findBrowser()
const env = { CHROMIUM_PATH: browser ?? '' }
counts.push(browser ? await tests({ title: 'screens in Chromium', project: 'e2e', env }) : { passed: 0, failed: 1 })
const { passed, failed } = sum(counts)
process.exitCode = failed === 0 ? 0 : 1
console.log(`${passed} passed, ${failed} failed`)
