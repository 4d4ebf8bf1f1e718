import type { Stored } from '@rewards/store'
import { userNotFound } from '../../domain/errors.ts'
import { visibleMetadata } from '../../domain/metadata/change.ts'
import type { MetadataSchema, MetadataValue } from '../../domain/metadata/metadata.ts'
import type { User } from '../../domain/user.ts'
import { readSchema } from '../metadata/read-schema.ts'
import type { AuthPorts } from '../ports.ts'

/** An account as its user sees it. */
export interface Profile {
  readonly user: Stored<User>
  readonly metadata: ReadonlyMap<string, MetadataValue>
}

/** The caller's profile. Throws USER_NOT_FOUND. */
export function getMyProfile(ports: Pick<AuthPorts, 'users' | 'metadataSchemas'>) {
  return async (callerId: string): Promise<Profile> => {
    const [user, schema] = await Promise.all([ports.users.get(callerId), readSchema(ports)])
    if (!user) throw userNotFound(callerId)
    return profileOf(user, schema)
  }
}

export function profileOf(user: Stored<User>, schema: MetadataSchema): Profile {
  return { user, metadata: visibleMetadata(schema, user.value.metadata, 'SELF') }
}
