import { defineConfig } from 'vitest/config'
import { testSummary } from './tools/checks/src/test-summary.ts'

/** Tests that start whole systems or keep a core busy for long, and may be disturbed: two files at a time, after the parts. */
const proof = ['tools/{fuzz,model,torture}/test/**/*.test.ts']

/** Those that may not, since they wait for what happens within a time: one file at a time, after all others. */
const whole = [
  'test/**/*.test.ts',
  'tools/{bench,conformance,demo,deployment,launcher,mutants}/test/**/*.test.ts',
]

const remarks = [
  {
    title: /stand-in, mongo-java-server [\d.]+/,
    says: (found: string) =>
      `MongoDB was a ${found}, in memory: durability, elections, rollbacks, what concerns do, and real fsync were not shown`,
  },
]

const shared = { pool: 'forks', testTimeout: 30_000, hookTimeout: 120_000, teardownTimeout: 30_000 } as const

/** Systems start, and Go builds a client from nothing, on a machine that is busy with other work. */
const LONG = 300_000

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
          exclude: ['**/node_modules/**', ...proof, ...whole],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'proof',
          include: proof,
          testTimeout: LONG,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'whole',
          include: whole,
          testTimeout: LONG,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})

/** A run of chosen tests skips the others on purpose. */
function isFiltered(): boolean {
  return process.argv.some(argument => argument === '-t' || argument.startsWith('--testNamePattern'))
}
