import { Violations } from '@rewards/errors'
import { checkSchema, type FieldDraft } from '../../domain/metadata/check-schema.ts'
import { METADATA_SCHEMA_ID, type MetadataSchema } from '../../domain/metadata/metadata.ts'
import { withFields } from '../../domain/metadata/schema.ts'
import type { AuthPorts } from '../ports.ts'

export interface SetMetadataSchemaRequest {
  readonly fields: readonly FieldDraft[]
  readonly expectedRevision: number
}

/** Replaces the declared keys. Throws INVALID_FIELDS, REVISION_MISMATCH. */
export function setMetadataSchema({ metadataSchemas }: Pick<AuthPorts, 'metadataSchemas'>) {
  return async ({ fields, expectedRevision }: SetMetadataSchemaRequest): Promise<MetadataSchema> => {
    const violations = new Violations()
    const checked = checkSchema(violations, fields)
    violations.integer('expected_revision', expectedRevision, { min: 0, max: 2_147_483_647 })
    violations.throwIfAny()
    const { stored } = await metadataSchemas.update(METADATA_SCHEMA_ID, current =>
      withFields(current, checked, expectedRevision),
    )
    if (!stored) throw new Error('the store kept no schema')
    return stored.value
  }
}
