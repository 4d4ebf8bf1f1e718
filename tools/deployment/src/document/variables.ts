import type { Field, Fields } from '@rewards/process'
import { fields as auth } from '../../../../services/auth/src/config.ts'
import { fields as condition } from '../../../../services/condition/src/config.ts'
import { fields as event } from '../../../../services/event/src/config.ts'
import { fields as gateway } from '../../../../services/gateway/src/config.ts'
import { fields as reward } from '../../../../services/reward/src/config.ts'

/** A variable of the environment, and who reads it. */
export interface Variable {
  /** What the program calls it. */
  readonly name: string
  readonly field: Field<unknown>
  /** The services that read it, in the order of the alphabet. */
  readonly services: readonly string[]
}

/** What each service reads, by the service's name. */
export const TABLES: Readonly<Record<string, Fields>> = { auth, condition, event, gateway, reward }

/** Every variable of these tables once: those that more services read come first. */
export function variablesOf(tables: Readonly<Record<string, Fields>>): readonly Variable[] {
  const read = Object.entries(tables).flatMap(([service, fields]) =>
    Object.entries(fields).map(([name, field]) => ({ service, name, field })),
  )
  const variables = [...Map.groupBy(read, ({ field }) => field.variable).values()].map(readers => ({
    name: readers[0]?.name ?? '',
    field: readers[0]?.field as Field<unknown>,
    services: readers.map(({ service }) => service),
  }))
  return variables.toSorted((a, b) => b.services.length - a.services.length)
}
