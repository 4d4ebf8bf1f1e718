import { Violations } from '@rewards/errors'
import { userNotFound } from '../../domain/errors.ts'
import {
  checkMetadataChange,
  hasChange,
  type MetadataChange,
  withChange,
} from '../../domain/metadata/change.ts'
import { checkProfileChange, hasProfile, type ProfileChange, withProfile } from '../../domain/profile.ts'
import type { StoredUser, User } from '../../domain/user.ts'
import { readSchema } from '../metadata/read-schema.ts'
import type { AuthPorts } from '../ports.ts'
import { type Profile, profileOf } from './get-my-profile.ts'

export interface UpdateMyProfileRequest extends ProfileChange {
  readonly metadata: MetadataChange
}

const METADATA_FIELDS = { set: 'set_metadata', remove: 'remove_metadata' }

/** Changes the caller's profile; the same again changes nothing. Throws INVALID_FIELDS, USER_NOT_FOUND. */
export function updateMyProfile(ports: Pick<AuthPorts, 'users' | 'metadataSchemas'>) {
  return async ({ metadata, ...wanted }: UpdateMyProfileRequest, callerId: string): Promise<Profile> => {
    const schema = await readSchema(ports)
    const violations = new Violations()
    const profile = checkProfileChange(violations, wanted)
    checkMetadataChange(violations, METADATA_FIELDS, schema, metadata, 'SELF')
    violations.throwIfAny()
    const { stored } = await ports.users.update(
      callerId,
      (value, rev) => value && withBoth({ value, rev }, profile, metadata),
    )
    if (!stored) throw userNotFound(callerId)
    return profileOf(stored, schema)
  }
}

/** `undefined` when the user says all that already. */
function withBoth(user: StoredUser, profile: ProfileChange, metadata: MetadataChange): User | undefined {
  const isSame = hasChange(user.value.metadata, metadata)
  if (isSame && hasProfile(user.value, profile)) return undefined
  const next = withProfile(user, profile)
  return isSame ? next : { ...next, metadata: withChange(next.metadata, metadata) }
}
