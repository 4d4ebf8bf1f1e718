import { create, createFileRegistry, type DescService, fromJson, type JsonObject } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'

/** The one service of a file that imports none, from the file's descriptor as JSON. */
export function serviceOf(file: JsonObject): DescService {
  const set = create(FileDescriptorSetSchema, { file: [fromJson(FileDescriptorProtoSchema, file)] })
  const [service] = [...createFileRegistry(set)].filter(desc => desc.kind === 'service')
  if (!service) throw new Error(`${file.name} has no service`)
  return service
}

type Type = 'TYPE_BYTES' | 'TYPE_ENUM' | 'TYPE_INT32' | 'TYPE_MESSAGE' | 'TYPE_STRING'

/** A field that is there once, of such a descriptor. */
export function field(name: string, number: number, type: Type, typeName = ''): JsonObject {
  const jsonName = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return { name, number, type, jsonName, label: 'LABEL_OPTIONAL', ...(typeName && { typeName }) }
}
