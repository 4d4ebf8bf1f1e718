import { type JsonObject, ScalarType } from '@bufbuild/protobuf'

const INT32: JsonObject = { type: 'integer', format: 'int32' }
const UINT32: JsonObject = { type: 'integer', minimum: 0, maximum: 4_294_967_295 }
const INT64: JsonObject = { type: 'string', format: 'int64', pattern: '^-?[0-9]{1,19}$' }
const UINT64: JsonObject = { type: 'string', format: 'uint64', pattern: '^[0-9]{1,20}$' }
const FLOATING = (format: string): JsonObject => ({
  oneOf: [
    { type: 'number', format },
    { type: 'string', enum: ['NaN', 'Infinity', '-Infinity'] },
  ],
})

const SCALARS: Readonly<Record<ScalarType, JsonObject>> = {
  [ScalarType.DOUBLE]: FLOATING('double'),
  [ScalarType.FLOAT]: FLOATING('float'),
  [ScalarType.INT64]: INT64,
  [ScalarType.UINT64]: UINT64,
  [ScalarType.INT32]: INT32,
  [ScalarType.FIXED64]: UINT64,
  [ScalarType.FIXED32]: UINT32,
  [ScalarType.BOOL]: { type: 'boolean' },
  [ScalarType.STRING]: { type: 'string' },
  [ScalarType.BYTES]: { type: 'string', contentEncoding: 'base64' },
  [ScalarType.UINT32]: UINT32,
  [ScalarType.SFIXED32]: INT32,
  [ScalarType.SFIXED64]: INT64,
  [ScalarType.SINT32]: INT32,
  [ScalarType.SINT64]: INT64,
}

/** How protobuf's JSON writes a scalar: 64-bit integers as strings, bytes as base64. */
export function scalarSchema(scalar: ScalarType): JsonObject {
  return SCALARS[scalar]
}
