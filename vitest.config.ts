import { defineConfig } from 'vitest/config'
import { testSummary } from './tools/checks/src/test-summary.ts'

/** Tests that start whole systems or keep a core busy for long: one file at a time, after all others. */
const heavy = [
  'test/**/*.test.ts',
  'tools/{bench,conformance,demo,deployment,fuzz,launcher,model,mutants,torture}/test/**/*.test.ts',
]

const remarks = [
  {
    title: /stand-in, mongo-java-server [\d.]+/,
    says: (found: string) =>
      `MongoDB was a ${found}, in memory: durability, elections, rollbacks, what concerns do, and real fsync were not shown`,
  },
]

const shared = { pool: 'forks', testTimeout: 30_000, hookTimeout: 120_000, teardownTimeout: 30_000 } as const

export default defineConfig({
  test: {
    reporters: [
      'default',
      testSummary({ skippedFails: process.env.CI === 'true' && !isFiltered(), remarks }),
    ],
    projects: [
      {
        test: {
          ...shared,
          name: 'parts',
          include: ['{packages,services,tools}/*/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...heavy],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'whole',
          include: heavy,
          testTimeout: 300_000, // Go builds a client from nothing, on a machine that is busy with other work
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

/** A run of chosen tests skips the others on purpose. */
function isFiltered(): boolean {
  return process.argv.some(argument => argument === '-t' || argument.startsWith('--testNamePattern'))
}
