import type { Check } from './check.ts'
import { breaking } from './contracts/breaking.ts'
import { drift } from './contracts/drift.ts'
import { methods } from './contracts/methods.ts'
import { openApi } from './contracts/openapi.ts'
import { direction } from './direction/direction.ts'
import { documentedCommands } from './documented-commands.ts'
import { generatedDocuments } from './generated-documents.ts'
import { programCheck } from './run-program.ts'
import { figures } from './source/figures.ts'
import { ports } from './source/ports.ts'

/** Everything that `npm run check` checks. */
export const CHECKS: readonly Check[] = [
  programCheck('types', 'tsc', ['--project', '.', '--pretty', 'false']),
  programCheck('lint and format', 'biome', ['ci', '--colors=off', '--diagnostic-level=error', '.']),
  programCheck('contracts: lint', 'buf', ['lint']),
  breaking,
  drift,
  openApi,
  methods,
  direction,
  ports,
  figures,
  documentedCommands,
  generatedDocuments,
]
