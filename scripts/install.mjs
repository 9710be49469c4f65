// Brings node_modules in line with package-lock.json: installs where a package is missing or has another version.
// Runs on the Node of the machine (20 or later), before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** The Node that the lockfile brings; the one of the machine may be too old to run TypeScript. */
const node = path.join(root, 'node_modules', '.bin', 'node')

const reason = whyInstall()
if (reason !== undefined) install(reason)

function install(why) {
  console.log(`Installing the packages (${why}); this takes about a minute.`)
  const npm = process.env.npm_execpath
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  // The development packages are always needed: the Node that runs the product is one of them.
  const args = [...first, 'ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (result.status !== 0)
    fail(`npm ci failed${result.error ? `: ${result.error.message}` : ''}; its reason stands above.`)
  const left = whyInstall()
  if (left !== undefined) fail(`npm ci ended well, but ${left}.`)
  console.log('Installed.')
}

/** What node_modules lacks of package-lock.json, in words; nothing where they agree. */
function whyInstall() {
  const wanted = packagesOf(path.join(root, 'package-lock.json'))
  if (wanted === undefined) fail('package-lock.json is missing or damaged; restore it.')
  const found = packagesOf(path.join(root, 'node_modules', '.package-lock.json'))
  if (found === undefined) return 'none are installed yet'
  for (const [place, { version, optional, devOptional, peer }] of Object.entries(wanted)) {
    if (place === '' || found[place]?.version === version) continue
    // Optional packages are those of other platforms.
    if (found[place] === undefined && (optional || devOptional || peer)) continue
    return `${place.replace(/^.*node_modules\//, '')} ${version} is missing`
  }
  const runs = existsSync(node) && spawnSync(node, ['--version'], { encoding: 'utf8' }).status === 0
  return runs ? undefined : 'the Node that runs the product is missing'
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
