import { join } from 'node:path'
import { runChecks } from './check.ts'
import { CHECKS } from './checks.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const { passed, failed } = await runChecks(CHECKS, root, line => console.log(line))
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
