import { defineConfig } from 'vitest/config'

// `pure` needs nothing but the code and takes seconds; `slow` starts threads and processes; `db` gets one real Postgres
// for the whole run. The managed server carries one release: what starts it is not run again beside another one.
const otherServer = process.env['TEST_DATABASE_URL'] ?? (process.env['COUNTERPART_TEST_POSTGRES'] ?? '18') !== '18'
const startsManaged = ['src/kernel/database/managed.db.test.ts', 'journeys/{kills,claims,readme}.test.ts']

export default defineConfig({
  test: {
    // The target machine has two cores, and Postgres works beside the tests.
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['{src,verifier,simulation,scripts,bench,templates,web}/**/*.test.ts'],
          exclude: ['**/*.{db,slow}.test.ts', '**/node_modules/**'],
          // Pure tests leave nothing behind, so they share one load of the code: that halves their time.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['{src,verifier}/**/*.slow.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: ['{src,verifier,simulation}/**/*.db.test.ts', 'journeys/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...(otherServer ? startsManaged : [])],
          globalSetup: ['./src/kernel/database/testing.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['web/e2e/**/*.e2e.ts'],
          globalSetup: ['./src/kernel/database/testing.ts', './web/e2e/support/building.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
