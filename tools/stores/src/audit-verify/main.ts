import { SERVICES } from '../services.ts'
import { runVerify } from './run-verify.ts'

process.exitCode = await runVerify(process.argv.slice(2), process.env, SERVICES)
