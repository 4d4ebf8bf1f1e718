import type { Part } from '../parts/part.ts'
import type { StoreName } from '../stores/names.ts'
import { TortureError } from '../torture-error.ts'

export interface Chosen {
  readonly names: readonly string[]
  /** Those that were not asked for by name, and do not run on this store. */
  readonly leftOut: readonly string[]
}

/**
 * The parts to run: those that were asked for by name, else all that run on this store; pure. Throws a `TortureError` when
 * one that was asked for does not.
 */
export function chooseParts(
  parts: readonly Pick<Part, 'name' | 'stores'>[],
  store: StoreName,
  asked?: readonly string[],
): Chosen {
  const foreign = parts.filter(({ stores }) => !stores.includes(store))
  const impossible = foreign.find(({ name }) => asked?.includes(name))
  if (impossible)
    throw new TortureError(`the part ${impossible.name} runs on ${impossible.stores.join(', ')} alone`)
  const all = parts.filter(part => !foreign.includes(part)).map(({ name }) => name)
  return asked ? { names: asked, leftOut: [] } : { names: all, leftOut: foreign.map(({ name }) => name) }
}
