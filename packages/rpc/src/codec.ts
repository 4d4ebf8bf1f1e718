import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf'
import { RewardsError } from '@rewards/errors'

/** The message in these bytes. Throws `invalid_argument` MALFORMED_REQUEST. */
export function decodeRequest<S extends DescMessage>(schema: S, bytes: Uint8Array): MessageShape<S> {
  try {
    return fromBinary(schema, bytes)
  } catch (cause) {
    const message = `the request is not a well-formed ${schema.typeName}`
    throw new RewardsError('invalid_argument', 'MALFORMED_REQUEST', message, { cause })
  }
}

/** The bytes of a message, as grpc-js wants them. Throws a plain error when they are more than `maxBytes`. */
export function encode<S extends DescMessage>(
  schema: S,
  message: MessageInitShape<S>,
  maxBytes: number,
): Buffer {
  const { buffer, byteOffset, byteLength } = toBinary(schema, create(schema, message))
  if (byteLength > maxBytes)
    throw new Error(`a ${schema.typeName} of ${byteLength} bytes is over the limit of ${maxBytes}`)
  return Buffer.from(buffer, byteOffset, byteLength)
}
