import { code, table } from '@rewards/documents'
import { COMMAND_MS, SETTINGS } from '@rewards/store/mongodb/description'
import { BY_ID, type Use, WHAT_IS_DUE, WRITING } from './uses.ts'

/** What every command carries, and what the driver is set to. */
export function mongodbSection(): string {
  return `## Concerns and time limits in MongoDB

What every command of a service carries, whichever service it is. Indexes of a collection's own are read by the concern that
stands with them below.

${table(['use', 'commands', 'index', 'read concern', 'write concern', '`maxTimeMS`'], USES.map(useRow))}

A call waits at most ${ms(COMMAND_MS)} for a command, the driver's own retry included. What the driver is set to, and an
address cannot change:

${table(
  ['option', 'value', 'why'],
  SETTINGS.map(({ option, value, why }) => [code(option), code(value as string | number | boolean), why]),
)}`
}

const OF_THE_INDEX: Use = { ...BY_ID, name: 'pages and counts of an index', commands: ['find', 'aggregate'] }
const USES = [BY_ID, WRITING, WHAT_IS_DUE, OF_THE_INDEX]

function useRow(use: Use): string[] {
  const { name, commands, index, readConcern, writeConcern, maxTimeMS } = use
  const own = use === OF_THE_INDEX
  return [
    name,
    commands.map(code).join(', '),
    own ? 'its own' : index === undefined ? '' : code(index),
    own ? 'its own' : readConcern === undefined ? '' : code(readConcern),
    Object.entries(writeConcern ?? {})
      .map(([key, value]) => code(`${key}: ${value}`))
      .join(', '),
    ms(maxTimeMS),
  ]
}

function ms(time: number): string {
  return `${time.toLocaleString('en-US')} ms`
}
