// Builds what is handed out: the offline verifier and the witness, one file each, without dependencies; and the pages.
import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { buildWeb } from './build-web.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const out = path.join(root, 'dist')

mkdirSync(out, { recursive: true })
for (const name of ['verify', 'witness']) {
  const file = path.join(out, `counterpart-${name}.mjs`)
  const bundle = await rolldown({
    input: path.join(root, 'verifier', `${name}.ts`),
    platform: 'node',
    logLevel: 'warn',
  })
  await bundle.write({ file, format: 'esm', minify: { compress: true, mangle: false }, banner: '#!/usr/bin/env node' })
  console.log(`built ${path.relative(root, file)}, ${Math.round(statSync(file).size / 1024)} kB`)
}

if (await buildWeb()) console.log('built dist/web')
