import type { CommandStartedEvent } from 'mongodb'

/** A command that a store sent, in what is stated of it. */
export interface SentCommand {
  readonly service: string
  readonly database: string
  /** For example `find`, `insert`, `update`, `aggregate`. */
  readonly command: string
  /** Absent for commands that concern no collection. */
  readonly collection?: string
  /** MongoDB's name of the index that it has to go by. */
  readonly index?: string
  /** The level. */
  readonly readConcern?: string
  readonly writeConcern?: { readonly w?: unknown; readonly j?: unknown; readonly wtimeout?: unknown }
  readonly maxTimeMS?: number
}

/** What the driver's monitoring tells of a command. */
export function sentCommand(service: string, event: CommandStartedEvent): SentCommand {
  const { commandName, databaseName, command } = event
  const collection: unknown = commandName === 'getMore' ? command.collection : command[commandName]
  const index: unknown = command.hint
  return {
    service,
    database: databaseName,
    command: commandName,
    ...(typeof collection === 'string' && { collection }),
    ...(typeof index === 'string' && { index }),
    ...(command.readConcern && { readConcern: String(command.readConcern.level) }),
    ...(command.writeConcern && { writeConcern: command.writeConcern }),
    ...(command.maxTimeMS !== undefined && { maxTimeMS: Number(command.maxTimeMS) }),
  }
}
