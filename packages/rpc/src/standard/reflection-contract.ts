import type { DescMethodBiDiStreaming, JsonObject } from '@bufbuild/protobuf'
import { field, serviceOf } from './service-of.ts'

/** One of the questions of `ServerReflectionRequest`, as it is decoded. */
export interface ReflectionRequest {
  readonly host: string
  readonly messageRequest:
    | { readonly case: 'fileByFilename' | 'fileContainingSymbol'; readonly value: string }
    | { readonly case: 'allExtensionNumbersOfType' | 'listServices'; readonly value: string }
    | { readonly case: 'fileContainingExtension'; readonly value: ExtensionRequest }
    | { readonly case: undefined }
}

export interface ExtensionRequest {
  readonly containingType: string
  readonly extensionNumber: number
}

/** `grpc.reflection.v1` and the name that it had before: one contract in two packages. Newer callers ask the first one first. */
export const REFLECTION_METHODS: readonly DescMethodBiDiStreaming[] = ['v1', 'v1alpha'].map(methodOf)

function methodOf(version: string): DescMethodBiDiStreaming {
  const scope = `grpc.reflection.${version}`
  const service = serviceOf({
    name: `grpc/reflection/${version}/reflection.proto`,
    package: scope,
    syntax: 'proto3',
    messageType: [...requestTypes(`.${scope}`), ...responseTypes(`.${scope}`)],
    service: [
      {
        name: 'ServerReflection',
        method: [
          {
            name: 'ServerReflectionInfo',
            inputType: `.${scope}.ServerReflectionRequest`,
            outputType: `.${scope}.ServerReflectionResponse`,
            clientStreaming: true,
            serverStreaming: true,
          },
        ],
      },
    ],
  })
  return service.method.serverReflectionInfo as DescMethodBiDiStreaming
}

function requestTypes(scope: string): JsonObject[] {
  return [
    {
      name: 'ServerReflectionRequest',
      oneofDecl: [{ name: 'message_request' }],
      field: [
        field('host', 1, 'TYPE_STRING'),
        choice('file_by_filename', 3, 'TYPE_STRING'),
        choice('file_containing_symbol', 4, 'TYPE_STRING'),
        choice('file_containing_extension', 5, 'TYPE_MESSAGE', `${scope}.ExtensionRequest`),
        choice('all_extension_numbers_of_type', 6, 'TYPE_STRING'),
        choice('list_services', 7, 'TYPE_STRING'),
      ],
    },
    {
      name: 'ExtensionRequest',
      field: [field('containing_type', 1, 'TYPE_STRING'), field('extension_number', 2, 'TYPE_INT32')],
    },
  ]
}

function responseTypes(scope: string): JsonObject[] {
  return [
    {
      name: 'ServerReflectionResponse',
      oneofDecl: [{ name: 'message_response' }],
      field: [
        field('valid_host', 1, 'TYPE_STRING'),
        field('original_request', 2, 'TYPE_MESSAGE', `${scope}.ServerReflectionRequest`),
        choice('file_descriptor_response', 4, 'TYPE_MESSAGE', `${scope}.FileDescriptorResponse`),
        choice('all_extension_numbers_response', 5, 'TYPE_MESSAGE', `${scope}.ExtensionNumberResponse`),
        choice('list_services_response', 6, 'TYPE_MESSAGE', `${scope}.ListServiceResponse`),
        choice('error_response', 7, 'TYPE_MESSAGE', `${scope}.ErrorResponse`),
      ],
    },
    { name: 'FileDescriptorResponse', field: [repeated(field('file_descriptor_proto', 1, 'TYPE_BYTES'))] },
    {
      name: 'ExtensionNumberResponse',
      field: [
        field('base_type_name', 1, 'TYPE_STRING'),
        repeated(field('extension_number', 2, 'TYPE_INT32')),
      ],
    },
    {
      name: 'ListServiceResponse',
      field: [repeated(field('service', 1, 'TYPE_MESSAGE', `${scope}.ServiceResponse`))],
    },
    { name: 'ServiceResponse', field: [field('name', 1, 'TYPE_STRING')] },
    {
      name: 'ErrorResponse',
      field: [field('error_code', 1, 'TYPE_INT32'), field('error_message', 2, 'TYPE_STRING')],
    },
  ]
}

function choice(...row: Parameters<typeof field>): JsonObject {
  return { ...field(...row), oneofIndex: 0 }
}

function repeated(one: JsonObject): JsonObject {
  return { ...one, label: 'LABEL_REPEATED' }
}
