import type { CollectionDeclaration, SentCommand } from '@rewards/store'
import { type Use, usesOf } from '../../src/document/uses.ts'
import type { Services } from '../../src/services.ts'

/** What a service sends that is no use of a collection: it makes indexes at start, asks whether the store is there, leaves. */
const OF_THE_STORE = new Set(['ping', 'createIndexes', 'listIndexes', 'endSessions'])

/** What was sent, held against what is declared. */
export interface Comparison {
  /** Commands that are no declared use, or do not carry what it states; each kind once, as one line. */
  readonly strays: readonly string[]
  /** Declared uses that nobody sent: `service collection use`. */
  readonly unseen: readonly string[]
}

export function compare(sent: readonly SentCommand[], services: Services): Comparison {
  const strays = new Set<string>()
  const seen = new Set<string>()
  for (const command of sent) {
    if (OF_THE_STORE.has(command.command)) continue
    const { service, collection } = command
    const declaration = services[service]?.find(({ name }) => name === collection)
    const use = declaration && usesOf(declaration).find(each => isAsStated(command, each))
    if (use) seen.add(`${service} ${collection} ${use.name}`)
    else strays.add(lineOf(command))
  }
  const declared = Object.entries(services).flatMap(([service, collections]) =>
    collections.flatMap(collection => namesOf(service, collection)),
  )
  return { strays: [...strays], unseen: declared.filter(name => !seen.has(name)) }
}

function namesOf(service: string, collection: CollectionDeclaration): readonly string[] {
  return usesOf(collection).map(({ name }) => `${service} ${collection.name} ${name}`)
}

function isAsStated(sent: SentCommand, use: Use): boolean {
  return (
    use.commands.includes(sent.command) &&
    sent.index === use.index &&
    sent.readConcern === use.readConcern &&
    sent.maxTimeMS === use.maxTimeMS &&
    isSame(sent.writeConcern, use.writeConcern)
  )
}

function isSame(sent: SentCommand['writeConcern'], stated: Use['writeConcern']): boolean {
  return sent?.w === stated?.w && sent?.j === stated?.j && sent?.wtimeout === stated?.wtimeout
}

function lineOf({ service, collection = '', command, database: _, ...carried }: SentCommand): string {
  return `${service} ${collection} ${command} ${JSON.stringify(carried)}`
}
