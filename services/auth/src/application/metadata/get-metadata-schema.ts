import { maySee } from '../../domain/metadata/change.ts'
import type { Audience, MetadataSchema } from '../../domain/metadata/metadata.ts'
import type { AuthPorts } from '../ports.ts'
import { readSchema } from './read-schema.ts'

/** The declared keys whose values this audience may see. */
export function getMetadataSchema(ports: Pick<AuthPorts, 'metadataSchemas'>) {
  return async (audience: Audience): Promise<MetadataSchema> => {
    const { fields, revision } = await readSchema(ports)
    return { fields: fields.filter(field => maySee(field, audience)), revision }
  }
}
