import { dirname, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { readMessages } from './words/reading-catalogues.ts'

const kernel = (file: string) => resolve(import.meta.dirname, '../src/kernel', file)
const own = (file: string) => resolve(import.meta.dirname, 'lib/instead', file)

/** Files of the kernel that a browser has a substitute for, and the substitutes. */
const inBrowser: ReadonlyMap<string, string> = new Map([
  [kernel('record/format/digest.ts'), own('digest.ts')],
  [kernel('record/format/signing/ed25519.ts'), own('ed25519.ts')],
  [kernel('time/temporal.ts'), own('temporal.ts')],
])

const replaceInBrowser: Plugin = {
  name: 'replace-in-browser',
  enforce: 'pre',
  resolveId: (source, importer) =>
    importer === undefined ? null : (inBrowser.get(resolve(dirname(importer), source)) ?? null),
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [replaceInBrowser, readMessages, react()],
  worker: { format: 'es', plugins: () => [replaceInBrowser] },
  logLevel: 'warn',
  build: {
    outDir: resolve(import.meta.dirname, '../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // Every file is served by name and digest; an inlined one would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: 'manifest.json',
  },
})
