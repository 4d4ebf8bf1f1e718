import { type DescField, type DescMessage, fromJson, ScalarType, toBinary } from '@bufbuild/protobuf'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { isLong, isRaw, isRecord, jsonOf, type Tree } from './tree.ts'

/**
 * A tree as protobuf: what is of its field's type as such, the rest as well as it goes, or as bytes that are none. So what
 * JSON would refuse at the door comes further this way.
 */
export function bytesOf(message: DescMessage, tree: Tree): Uint8Array {
  return written(message, tree).finish()
}

function written(message: DescMessage, tree: Tree): BinaryWriter {
  const writer = new BinaryWriter()
  if (!isRecord(tree)) return writer
  for (const field of message.fields) {
    const value = tree[field.jsonName]
    if (value !== undefined) writeField(writer, field, value)
  }
  return writer
}

function writeField(writer: BinaryWriter, field: DescField, value: Tree): void {
  if (field.fieldKind === 'list' && Array.isArray(value))
    for (const item of value) writeValue(writer, field, item)
  else if (field.fieldKind === 'map' && isRecord(value))
    for (const [key, item] of Object.entries(value)) writeEntry(writer, field, key, item)
  else writeValue(writer, field, value)
}

function writeEntry(writer: BinaryWriter, field: DescField, key: string, item: Tree): void {
  writer.tag(field.number, WireType.LengthDelimited).fork()
  writer.tag(1, WireType.LengthDelimited).string(key)
  writeValue(writer, field, item, 2)
  writer.join()
}

function writeValue(writer: BinaryWriter, field: DescField, value: Tree, number = field.number): void {
  if (field.message) writer.tag(number, WireType.LengthDelimited).bytes(messageBytes(field.message, value))
  else if (field.enum) writer.tag(number, WireType.Varint).int32(enumNumber(field.enum, value))
  else writeScalar(writer, number, field.scalar ?? ScalarType.STRING, value)
}

function messageBytes(message: DescMessage, value: Tree): Uint8Array {
  if (!message.typeName.startsWith('google.')) return written(message, value).finish()
  try {
    return toBinary(message, fromJson(message, JSON.parse(jsonOf(value))))
  } catch {
    return Buffer.from(jsonOf(value)).subarray(0, 100) // no such message: bytes that are none either
  }
}

function enumNumber({ values }: NonNullable<DescField['enum']>, value: Tree): number {
  return values.find(({ name }) => name === value)?.number ?? Number(BigInt.asIntN(32, wholeOf(value)))
}

function writeScalar(writer: BinaryWriter, number: number, type: ScalarType, value: Tree): void {
  if (type === ScalarType.STRING || type === ScalarType.BYTES)
    writer.tag(number, WireType.LengthDelimited).bytes(Buffer.from(textOf(value)))
  else if (type === ScalarType.DOUBLE) writer.tag(number, WireType.Bit64).double(Number(textOf(value)))
  else if (type === ScalarType.FLOAT) writer.tag(number, WireType.Bit32).fixed32(Number(wholeOf(value)) >>> 0)
  else if (type === ScalarType.BOOL) writer.tag(number, WireType.Varint).bool(Boolean(value))
  else writer.tag(number, WireType.Varint).int64(BigInt.asIntN(64, wholeOf(value)))
}

function wholeOf(value: Tree): bigint {
  try {
    return BigInt(textOf(value))
  } catch {
    const number = Math.trunc(Number(textOf(value)))
    return Number.isFinite(number) ? BigInt(number) : -1n
  }
}

function textOf(value: Tree): string {
  if (isRaw(value)) return value.$raw
  return typeof value === 'string' ? value : isLong(value) ? value.$long.repeat(value.times) : jsonOf(value)
}
