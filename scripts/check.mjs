// `npm run check`: types, lint, format and the pure tests, all at once; meant to be run after every change.
import { check, staticChecks, sum, tests } from './checks.mjs'

const pure = tests({ title: 'pure tests', project: 'pure', output: 'keep' })
const counts = await Promise.all([...staticChecks.map(check), pure])
process.exitCode = sum(counts).failed === 0 ? 0 : 1
