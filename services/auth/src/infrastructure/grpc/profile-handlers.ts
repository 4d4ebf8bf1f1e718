import type { MessageInitShape } from '@bufbuild/protobuf'
import { type ProfileSchema, ProfileService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { Profile } from '../../application/profile/get-my-profile.ts'
import type { UseCases } from '../../application/use-cases.ts'
import { revisionOf } from '../../domain/user.ts'
import { givenMetadata, metadataMessage } from './metadata-mapping.ts'
import { timestampOf } from './times.ts'

/** ProfileService on its use cases. */
export function profileHandlers(useCases: UseCases): Implementation {
  return implement(ProfileService, {
    async getMyProfile(_request, context) {
      return { profile: profileMessage(await useCases.getMyProfile(requireCaller(context).userId)) }
    },
    async updateMyProfile({ displayName, locale, timeZone, setMetadata, removeMetadata }, context) {
      const metadata = { set: givenMetadata(setMetadata), remove: removeMetadata }
      const { userId } = requireCaller(context)
      const profile = await useCases.updateMyProfile({ displayName, locale, timeZone, metadata }, userId)
      return { profile: profileMessage(profile) }
    },
  })
}

function profileMessage({ user, metadata }: Profile): MessageInitShape<typeof ProfileSchema> {
  const { email, emailKey, emailVerifiedAtMs, emailProof, displayName, locale, timeZone } = user.value
  return {
    userId: user.id,
    email: email ?? '',
    ...(emailVerifiedAtMs !== undefined && { emailVerifiedAt: timestampOf(emailVerifiedAtMs) }),
    pendingEmail: emailProof && emailProof.emailKey !== emailKey ? emailProof.email : '',
    displayName,
    locale: locale ?? '',
    timeZone: timeZone ?? '',
    metadata: metadataMessage(metadata),
    revision: revisionOf(user),
  }
}
