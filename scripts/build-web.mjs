// Builds the web application into dist/web, where the server finds it; does nothing where nothing has changed.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const out = path.join(root, 'dist', 'web')
const stamp = path.join(root, 'dist', 'web.sha256')

/** Builds, unless the last build was of exactly these inputs. Gives whether it built. */
export async function buildWeb() {
  const inputs = digestOfInputs()
  if (existsSync(path.join(out, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs)
    return false
  // A test runner says `test` here, which would build the slow and talkative React of development.
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  await build({ configFile: path.join(root, 'web', 'vite.config.ts') })
  compress()
  writeFileSync(stamp, inputs)
  return true
}

/** What the build reads: the pages, the part of the server's source that they share, and the packages' versions. */
function digestOfInputs() {
  const files = globSync(['web/**/*.{ts,tsx,css,html,svg,json}', 'src/**/*.ts', 'package-lock.json'], { cwd: root })
  const digest = createHash('sha256')
  for (const file of files.filter((name) => !/\.(test|e2e)\.ts$/.test(name)).sort()) {
    digest.update(`${file}\n`).update(readFileSync(path.join(root, file)))
  }
  return digest.digest('hex')
}

/** Compressed once here, instead of at every request. */
function compress() {
  for (const file of globSync('assets/*.{js,css,svg}', { cwd: out })) {
    const bytes = readFileSync(path.join(out, file))
    writeFileSync(path.join(out, `${file}.gz`), gzipSync(bytes, { level: 9 }))
    writeFileSync(
      path.join(out, `${file}.br`),
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    )
  }
}
