import { code, table, withSecondHalf } from '@rewards/documents'
import type { Fields } from '@rewards/process'
import { commentOf } from './comments.ts'
import { TABLES, type Variable, variablesOf } from './variables.ts'

/** The document, relative to the repository. */
export const DEPLOYMENT_DOCUMENT = 'docs/deployment.md'

/**
 * The text of the document with its table of variables as the services declare them now. Throws when the mark ahead of it is
 * gone, or a declaration does not say what it is for.
 */
export function withVariables(text: string, tables: Readonly<Record<string, Fields>> = TABLES): string {
  return withSecondHalf(DEPLOYMENT_DOCUMENT, text, tableOf(variablesOf(tables), Object.keys(tables)))
}

function tableOf(variables: readonly Variable[], services: readonly string[]): string {
  return table(
    ['variable', 'read by', 'what', 'allowed', 'not set'],
    variables.map(variable => rowOf(variable, services)),
  )
}

function rowOf({ name, field, services }: Variable, all: readonly string[]): readonly string[] {
  const what = commentOf(services[0] ?? '', name)
  return [
    code(field.variable),
    services.length === all.length ? 'all' : services.join(', '),
    field.secret ? `${what} Never shown.` : what,
    field.allowed,
    field.absent === undefined ? 'does not start' : shown(name, field.absent.value),
  ]
}

function shown(name: string, value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return ''
  return code(`${String(value)}${name.endsWith('Ms') ? 'ms' : ''}`)
}
