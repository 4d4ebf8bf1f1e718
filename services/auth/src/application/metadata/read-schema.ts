import { METADATA_SCHEMA_ID, type MetadataSchema, NO_SCHEMA } from '../../domain/metadata/metadata.ts'
import type { AuthPorts } from '../ports.ts'

/** The declared keys as they are now. */
export async function readSchema({
  metadataSchemas,
}: Pick<AuthPorts, 'metadataSchemas'>): Promise<MetadataSchema> {
  return (await metadataSchemas.get(METADATA_SCHEMA_ID))?.value ?? NO_SCHEMA
}
