import type { Scope } from '@rewards/access'
import { Violations } from '@rewards/errors'
import { userNotFound } from '../../domain/errors.ts'
import { requireManaged } from '../../domain/managed.ts'
import {
  checkMetadataChange,
  hasChange,
  type MetadataChange,
  withChange,
} from '../../domain/metadata/change.ts'
import { changed } from '../../domain/user.ts'
import { changedSince } from '../../domain/user-change.ts'
import type { AuthPorts } from '../ports.ts'
import { type UserMetadata, userMetadataOf } from './get-user-metadata.ts'
import { readSchema } from './read-schema.ts'

export interface SetUserMetadataRequest extends MetadataChange {
  readonly userId: string
  readonly expectedRevision: number
}

const FIELDS = { set: 'set', remove: 'remove' }

/** Changes values of the metadata of a user in the scope. Throws INVALID_FIELDS, USER_NOT_FOUND, MEMBER_ELSEWHERE, REVISION_MISMATCH. */
export function setUserMetadata(ports: Pick<AuthPorts, 'users' | 'metadataSchemas'>) {
  return async (
    { userId, expectedRevision, ...change }: SetUserMetadataRequest,
    scope: Scope,
  ): Promise<UserMetadata> => {
    const schema = await readSchema(ports)
    const violations = new Violations()
    violations.id('user_id', userId, 'usr')
    violations.integer('expected_revision', expectedRevision, { min: 1, max: 2_147_483_647 })
    checkMetadataChange(violations, FIELDS, schema, change, 'ADMINISTRATORS')
    violations.throwIfAny()
    const { stored } = await ports.users.update(userId, (value, rev) => {
      requireManaged(value, userId, scope)
      const isDone = () => hasChange(value.metadata, change)
      return changedSince({ value, rev }, expectedRevision, isDone, user =>
        changed(user, { metadata: withChange(value.metadata, change) }),
      )
    })
    if (!stored) throw userNotFound(userId)
    return userMetadataOf(stored, schema)
  }
}
