import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { nodeOf } from './install.mjs'

/**
 * The commands, by the name that package.json calls them by: a program that Node runs, and its first arguments. One
 * that is `bound` ends with whoever started it, by a signal that cannot be caught too.
 */
export const COMMANDS = {
  start: { run: ['tools/launcher/src/main.ts'], bound: true },
  test: { run: ['node_modules/vitest/vitest.mjs', 'run'] },
  check: { run: ['tools/checks/src/main.ts'] },
  demo: { run: ['tools/demo/src/main.ts'] },
  bench: { run: ['tools/bench/src/main.ts'] },
  torture: { run: ['tools/torture/src/main.ts'], bound: true },
  soak: { run: ['tools/torture/src/soak/main.ts'], bound: true },
  status: { run: ['tools/status/src/main.ts'] },
  migrate: { run: ['tools/stores/src/migrate/main.ts'] },
  'copy-store': { run: ['tools/stores/src/copy/main.ts'] },
  'audit:verify': { run: ['tools/stores/src/audit-verify/main.ts'] },
  'audit:export': { run: ['tools/audit/src/main.ts'] },
  mutants: { run: ['tools/mutants/src/main.ts'] },
  'mutation-score': { run: ['tools/mutants/src/score/main.ts'] },
  model: { run: ['tools/model/src/main.ts'] },
  fuzz: { run: ['tools/fuzz/src/main.ts'], bound: true },
  format: { run: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.'] },
  'docs:generate': { run: ['tools/checks/src/documents/main.ts'] },
  'contracts:generate': { run: ['node_modules/@bufbuild/buf/bin/buf', 'generate'] },
  'contracts:land': { run: ['tools/checks/src/land/main.ts'] },
  'packages:pack': { run: ['tools/publish/src/main.ts'] },
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs a command from the repository's root with this process's input, output, signals and exit code. */
export function runCommand(root, { run, bound = false }, args) {
  const [program, ...first] = run
  const env = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) }
  // The channel is how a bound command learns that this process was killed: it closes.
  const stdio = bound ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit'
  const child = spawn(nodeOf(root), [join(root, program), ...first, ...args], { cwd: root, env, stdio })
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    process.stderr.write(`rewards: cannot run ${nodeOf(root)}: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
  if (bound && process.env.npm_lifecycle_event) endWithParent(child)
}

/** npm, killed with SIGKILL, passes nothing on; but this process then gets another parent. */
function endWithParent(child) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 500)
}
