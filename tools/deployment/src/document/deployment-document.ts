import type { Fields } from '@rewards/process'
import { commentOf } from './comments.ts'
import { TABLES, type Variable, variablesOf } from './variables.ts'

/** The document, relative to the repository. */
export const DEPLOYMENT_DOCUMENT = 'docs/deployment.md'

/** What stands above it is written by hand, what stands below comes from the declarations. */
const MARK = '<!-- What follows comes from the declarations in the code: npm run docs:generate -->'

/**
 * The text of the document with its table of variables as the services declare them now. Throws when the mark ahead of it is
 * gone, or a declaration does not say what it is for.
 */
export function withVariables(text: string, tables: Readonly<Record<string, Fields>> = TABLES): string {
  const [head, ...rest] = text.split(MARK)
  if (head === undefined || rest.length !== 1)
    throw new Error(`${DEPLOYMENT_DOCUMENT} needs this line once, ahead of what is generated: ${MARK}`)
  return `${head}${MARK}\n\n${tableOf(variablesOf(tables), Object.keys(tables))}\n`
}

function tableOf(variables: readonly Variable[], services: readonly string[]): string {
  const rows = variables.map(variable => rowOf(variable, services))
  return [['variable', 'read by', 'what', 'allowed', 'not set'], ['---', '---', '---', '---', '---'], ...rows]
    .map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

function rowOf({ name, field, services }: Variable, all: readonly string[]): readonly string[] {
  const what = commentOf(services[0] ?? '', name)
  return [
    `\`${field.variable}\``,
    services.length === all.length ? 'all' : services.join(', '),
    field.secret ? `${what} Never shown.` : what,
    field.allowed,
    field.absent === undefined ? 'does not start' : shown(name, field.absent.value),
  ]
}

function shown(name: string, value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return ''
  return `\`${String(value)}${name.endsWith('Ms') ? 'ms' : ''}\``
}
