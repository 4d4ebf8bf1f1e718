import type { CollectionDeclaration, KeptStore } from '@rewards/store'
import type { Stores } from '../place/stores.ts'
import type { Services } from '../services.ts'

/** A collection on both sides. */
export interface Pair {
  readonly service: string
  /** The service and the collection, for people. */
  readonly what: string
  readonly from: KeptStore
  readonly to: KeptStore
  readonly declaration: CollectionDeclaration
}

/** All collections of all services. */
export function pairsOf(from: Stores, to: Stores, services: Services): readonly Pair[] {
  return Object.entries(services).flatMap(([service, declarations]) => {
    const sides = { from: from.of.get(service), to: to.of.get(service) }
    if (sides.from === undefined || sides.to === undefined) return []
    const { from: source, to: target } = sides
    return declarations.map(declaration => ({
      service,
      what: `${service} ${declaration.name}`,
      from: source,
      to: target,
      declaration,
    }))
  })
}
