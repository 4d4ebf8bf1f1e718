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
      const isAdministrator = requireCaller(context).permissions.has('user.read')
      return schemaMessage(await useCases.getMetadataSchema(isAdministrator ? 'ADMINISTRATORS' : 'SELF'))
    },
    async setMetadataSchema({ fields, expectedRevision }) {
      const wanted = { fields: fields.map(fieldDraftOf), expectedRevision }
      return schemaMessage(await useCases.setMetadataSchema(wanted))
    },
    getUserMetadata: async request => userMetadataMessage(await useCases.getUserMetadata(request)),
    async setUserMetadata({ userId, set, remove, expectedRevision }) {
      const wanted = { userId, set: givenMetadata(set), remove, expectedRevision }
      return userMetadataMessage(await useCases.setUserMetadata(wanted))
    },
  })
}

function schemaMessage({ fields, revision }: MetadataSchema) {
  return { fields: fields.map(fieldMessage), revision }
}

function userMetadataMessage({ metadata, revision }: UserMetadata) {
  return { metadata: metadataMessage(metadata), revision }
}
