import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import type { Program } from './program.ts'
import { demo } from './demo.ts'
import { deriveStatement } from './derive-statement.ts'
import { importLog } from './import-log.ts'
import { scanTheLog } from './scan-log.ts'
import { termsProgram } from './terms/terms-program.ts'

/** The offline programs run in a process of their own, exactly as they would on the machine of an auditor. */
function offline(name: 'verify' | 'witness', summary: string): Program {
  const file = resolve(import.meta.dirname, `../../../verifier/${name}.ts`)
  const run = (words: readonly string[]) => {
    const result = spawnSync(process.execPath, ['--no-warnings', file, ...words], { stdio: 'inherit' })
    return Promise.resolve(result.status ?? 1)
  }
  const usage = spawnSync.bind(undefined, process.execPath, ['--no-warnings', file])
  return {
    summary,
    get help() {
      return usage({ encoding: 'utf8' }).stderr.toString().trim()
    },
    run,
  }
}

export const programs: Readonly<Record<string, Program>> = {
  'import-log': importLog,
  'scan-log': scanTheLog,
  'derive-statement': deriveStatement,
  terms: termsProgram,
  demo,
  verify: offline('verify', 'Checks an exported bundle offline and recomputes its statements and invoices.'),
  witness: offline('witness', "Runs a party's witness: remembers, checks and co-signs checkpoints."),
}
