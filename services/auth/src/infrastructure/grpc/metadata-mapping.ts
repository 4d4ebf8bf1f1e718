import type { MessageInitShape } from '@bufbuild/protobuf'
import {
  type MetadataField as FieldMessage,
  MetadataAudience,
  type MetadataFieldSchema,
  type MetadataValueSchema,
  type MetadataValue as ValueMessage,
} from '@rewards/contracts/auth'
import { type FieldDraft, LONGEST_TEXT } from '../../domain/metadata/check-schema.ts'
import type { Audience, MetadataField, MetadataType, MetadataValue } from '../../domain/metadata/metadata.ts'

/** Values as a caller gave them; `undefined` for one of no kind that this version knows. */
export function givenMetadata(
  values: Readonly<Record<string, ValueMessage>>,
): ReadonlyMap<string, MetadataValue | undefined> {
  return new Map(Object.entries(values).map(([key, { kind }]) => [key, givenValue(kind)]))
}

function givenValue(kind: ValueMessage['kind']): MetadataValue | undefined {
  return kind.case === undefined ? undefined : ({ kind: kind.case, value: kind.value } as MetadataValue)
}

export function metadataMessage(
  metadata: ReadonlyMap<string, MetadataValue>,
): Record<string, MessageInitShape<typeof MetadataValueSchema>> {
  const values = [...metadata].map(
    ([key, { kind, value }]) => [key, { kind: { case: kind, value } }] as const,
  )
  return Object.fromEntries(values) as Record<string, MessageInitShape<typeof MetadataValueSchema>>
}

export function fieldDraftOf(field: FieldMessage): FieldDraft {
  const { key, description, type, visibleTo, changeableBy } = field
  return {
    key,
    description,
    type: typeOf(type),
    visibleTo: audienceOf(visibleTo),
    changeableBy: audienceOf(changeableBy),
  }
}

export function fieldMessage({
  type,
  visibleTo,
  changeableBy,
  ...named
}: MetadataField): MessageInitShape<typeof MetadataFieldSchema> {
  const { kind, ...value } = type
  return {
    ...named,
    type: { case: kind, value } as MessageInitShape<typeof MetadataFieldSchema>['type'] & object,
    visibleTo: MetadataAudience[visibleTo],
    changeableBy: MetadataAudience[changeableBy],
  }
}

function typeOf(type: FieldMessage['type']): MetadataType | undefined {
  switch (type.case) {
    case 'text':
      return { kind: 'text', maxLength: type.value.maxLength || LONGEST_TEXT }
    case 'number': {
      const { min, max, whole } = type.value
      return { kind: 'number', whole, ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
    }
    case 'boolean':
      return { kind: 'boolean' }
    case 'date':
      return { kind: 'date', earliest: type.value.earliest, latest: type.value.latest }
    case 'oneOf':
      return { kind: 'oneOf', words: [...type.value.words] }
    default:
      return undefined
  }
}

function audienceOf(message: MetadataAudience): Audience | undefined {
  if (message === MetadataAudience.SELF) return 'SELF'
  return message === MetadataAudience.ADMINISTRATORS ? 'ADMINISTRATORS' : undefined
}
