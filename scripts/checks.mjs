// The parts that a check or a test run is made of, and how they are run and counted.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const bin = path.join(root, 'node_modules', '.bin')

/** Types, lint and format: each either holds or not. */
export const staticChecks = [
  { title: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { title: 'types of the pages', command: ['tsc', '--noEmit', '-p', 'web'] },
  { title: 'lint', command: ['oxlint', '--type-aware', '--quiet'] },
  { title: 'format', command: ['oxfmt', '--check', '.'] },
]

/** Runs one static check; its output is shown only where it fails. */
export async function check({ title, command }) {
  const { status, output } = await run(command, {}, 'keep')
  if (status !== 0) console.log(`${output.trim()}\n`)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${title}`)
  return { passed: 0, failed: status === 0 ? 0 : 1 }
}

/** Runs the tests of one project and counts them; a file that does not even load counts as one failure. */
export async function tests({ title, project, env = {}, output = 'show' }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'counterpart-report-'))
  const report = path.join(folder, 'report.json')
  try {
    const reporters = [
      output === 'keep' ? '--reporter=default' : '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]
    const result = await run(['vitest', 'run', '--project', project, ...reporters], env, output)
    const counted = count(report, result.status)
    if (output === 'keep' && counted.failed > 0) console.log(result.output.trim())
    console.log(
      `${counted.failed === 0 ? 'ok    ' : 'FAILED'} ${title}: ${counted.passed} passed, ${counted.failed} failed`,
    )
    return counted
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function sum(counts) {
  return counts.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }))
}

function count(report, status) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const brokenFiles = testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
    ).length
    const failed = numFailedTests + brokenFiles
    // Vitest also fails on errors outside any test, which its counts leave out.
    return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

function run([program, ...args], env, output) {
  return new Promise((resolve) => {
    const stdio = output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe']
    const paths = { PATH: `${bin}${path.delimiter}${process.env.PATH}` }
    const child = spawn(path.join(bin, program), args, {
      cwd: root,
      stdio,
      env: { ...process.env, NO_COLOR: '1', ...paths, ...env },
    })
    let text = ''
    child.stdout?.on('data', (chunk) => (text += chunk))
    child.stderr?.on('data', (chunk) => (text += chunk))
    child.on('error', (error) => resolve({ status: 1, output: `${text}${error.message}` }))
    child.on('close', (status) => resolve({ status, output: text }))
  })
}
