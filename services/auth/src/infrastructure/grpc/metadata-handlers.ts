import { isNowhere } from '@rewards/access'
import { MetadataService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { UserMetadata } from '../../application/metadata/get-user-metadata.ts'
import type { UseCases } from '../../application/use-cases.ts'
import type { MetadataSchema } from '../../domain/metadata/metadata.ts'
import { fieldDraftOf, fieldMessage, givenMetadata, metadataMessage } from './metadata-mapping.ts'

/** MetadataService on its use cases. */
export function metadataHandlers(useCases: UseCases): Implementation {
  return implement(MetadataService, {
    async getMetadataSchema(_request, context) {
      const readsNobody = isNowhere(requireCaller(context).scopeOf('user.read'))
      return schemaMessage(await useCases.getMetadataSchema(readsNobody ? 'SELF' : 'ADMINISTRATORS'))
    },
    async setMetadataSchema({ fields, expectedRevision }) {
      const wanted = { fields: fields.map(fieldDraftOf), expectedRevision }
      return schemaMessage(await useCases.setMetadataSchema(wanted))
    },
    async getUserMetadata(request, context) {
      const scope = requireCaller(context).scopeOf('user.read')
      return userMetadataMessage(await useCases.getUserMetadata(request, scope))
    },
    async setUserMetadata({ userId, set, remove, expectedRevision }, context) {
      const scope = requireCaller(context).scopeOf('user.write')
      const wanted = { userId, set: givenMetadata(set), remove, expectedRevision }
      return userMetadataMessage(await useCases.setUserMetadata(wanted, scope))
    },
  })
}

function schemaMessage({ fields, revision }: MetadataSchema) {
  return { fields: fields.map(fieldMessage), revision }
}

function userMetadataMessage({ metadata, revision }: UserMetadata) {
  return { metadata: metadataMessage(metadata), revision }
}
