import type { CollectionDeclaration } from '../port.ts'

/**
 * How far those who keep a store have come with it: migrations and copies, a document each. The one collection that is
 * no service's; a store that is migrated, or copied to, is opened with it too.
 */
export const POSITIONS: CollectionDeclaration = {
  name: 'system_positions',
  holds: 'how far a migration or a copy has come',
  indexes: [],
}
