import type { Scope } from '@rewards/access'
import type { Stored } from '@rewards/store'
import { visibleMetadata } from '../../domain/metadata/change.ts'
import type { MetadataSchema, MetadataValue } from '../../domain/metadata/metadata.ts'
import { revisionOf, type User } from '../../domain/user.ts'
import { getUser } from '../get-user.ts'
import type { AuthPorts } from '../ports.ts'
import { readSchema } from './read-schema.ts'

/** A user's metadata as administrators see it, and the user's revision. */
export interface UserMetadata {
  readonly metadata: ReadonlyMap<string, MetadataValue>
  readonly revision: number
}

/** All of a user's metadata, if they lie in the scope. Throws INVALID_FIELDS, USER_NOT_FOUND. */
export function getUserMetadata(ports: Pick<AuthPorts, 'users' | 'metadataSchemas'>) {
  const read = getUser(ports)
  return async (request: { readonly userId: string }, scope: Scope): Promise<UserMetadata> => {
    const [user, schema] = await Promise.all([read(request, scope), readSchema(ports)])
    return userMetadataOf(user, schema)
  }
}

export function userMetadataOf(user: Stored<User>, schema: MetadataSchema): UserMetadata {
  const metadata = visibleMetadata(schema, user.value.metadata, 'ADMINISTRATORS')
  return { metadata, revision: revisionOf(user) }
}
