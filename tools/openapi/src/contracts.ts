import type { DescMessage, DescService, FileRegistry, JsonObject } from '@bufbuild/protobuf'
import type { Examples } from './examples.ts'
import type { Rule } from './who-may-call.ts'

/** What a description of the contracts is made from. */
export interface Contracts {
  readonly registry: FileRegistry
  readonly services: readonly DescService[]
  readonly examples: Examples
  /** Who may call a method. */
  readonly ruleOf: (method: DescService['methods'][number]) => Rule
}

/** The message of this full name. Throws when the contracts do not have it. */
export function messageNamed(registry: FileRegistry, name: string): DescMessage {
  const message = registry.getMessage(name)
  if (!message) throw new Error(`the contracts have no message ${name}`)
  return message
}

/** A reference to the schema of a message or an enum. */
export function schemaRef({ typeName }: { readonly typeName: string }): JsonObject {
  return { $ref: `#/components/schemas/${typeName}` }
}
