import { SERVICES } from '../services.ts'
import { runMigrate } from './run-migrate.ts'

process.exitCode = await runMigrate(process.argv.slice(2), process.env, SERVICES)
