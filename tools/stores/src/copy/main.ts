import { SERVICES } from '../services.ts'
import { runCopy } from './run-copy.ts'

process.exitCode = await runCopy(process.argv.slice(2), SERVICES)
