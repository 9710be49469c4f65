// The browser that the journeys through the screens need: the one of this machine, or Debian's, installed on the way.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const update = ['apt-get', 'update', '-qq']
const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium']

/** Path of a Chromium; installs Debian's where there is none and this account may. Undefined, with the reason said. */
export function findBrowser() {
  const known = () => places.find((place) => place !== undefined && place !== '' && existsSync(place))
  if (known() !== undefined) return known()
  console.log('Installing Chromium from Debian, for the tests of the screens.')
  if (asRoot(update) && asRoot(install)) return known()
  console.log('Chromium could not be installed: run "apt-get install chromium" as root, or set CHROMIUM_PATH.')
  return undefined
}

function asRoot(words) {
  const [program, ...rest] = process.getuid?.() === 0 ? words : ['sudo', '-n', ...words]
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
}
