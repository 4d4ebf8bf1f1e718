import type { JsonObject } from '@bufbuild/protobuf'

const DIGITS = '^-?[0-9]+$'

/** The JSON forms that protobuf gives to its well-known types. */
export const WELL_KNOWN: Readonly<Record<string, JsonObject>> = {
  'google.protobuf.Timestamp': { type: 'string', format: 'date-time' },
  'google.protobuf.Duration': {
    type: 'string',
    pattern: '^-?[0-9]+(\\.[0-9]{1,9})?s$',
    examples: ['1.500s'],
  },
  'google.protobuf.FieldMask': { type: 'string', examples: ['name,endsAt'] },
  'google.protobuf.Empty': { type: 'object' },
  'google.protobuf.Struct': { type: 'object', additionalProperties: true },
  'google.protobuf.Value': { title: 'any JSON value' },
  'google.protobuf.ListValue': { type: 'array', items: {} },
  'google.protobuf.Any': {
    type: 'object',
    title: 'a message of any type',
    properties: { '@type': { type: 'string', examples: ['type.googleapis.com/rewards.event.v1.Claim'] } },
    required: ['@type'],
    additionalProperties: true,
  },
  'google.protobuf.BoolValue': { type: ['boolean', 'null'] },
  'google.protobuf.StringValue': { type: ['string', 'null'] },
  'google.protobuf.BytesValue': { type: ['string', 'null'], contentEncoding: 'base64' },
  'google.protobuf.Int32Value': { type: ['integer', 'null'], format: 'int32' },
  'google.protobuf.UInt32Value': { type: ['integer', 'null'], minimum: 0 },
  'google.protobuf.Int64Value': { type: ['string', 'null'], format: 'int64', pattern: DIGITS },
  'google.protobuf.UInt64Value': { type: ['string', 'null'], pattern: DIGITS },
  'google.protobuf.FloatValue': { type: ['number', 'string', 'null'] },
  'google.protobuf.DoubleValue': { type: ['number', 'string', 'null'] },
}
