import type { DescFile, DescService } from '@bufbuild/protobuf'
import { status } from '@grpc/grpc-js'
import { Described, withImports } from './described.ts'
import type { ReflectionRequest } from './reflection-contract.ts'

/** The answer to a request, to be made a `ServerReflectionResponse`. */
export type Reflector = (request: ReflectionRequest) => object

/**
 * Answers the questions of gRPC reflection about these services and all that their contracts use. Files come as they were
 * compiled, without comments. What is not known is an answer of its own, with the code NOT_FOUND, and ends nothing.
 */
export function reflectionOf(services: readonly DescService[]): Reflector {
  const described = new Described(services)
  return request => ({
    validHost: request.host,
    originalRequest: request,
    messageResponse: answer(described, request.messageRequest),
  })
}

function answer(described: Described, asked: ReflectionRequest['messageRequest']) {
  switch (asked.case) {
    case 'listServices':
      return {
        case: 'listServicesResponse',
        value: { service: described.services.map(name => ({ name })) },
      }
    case 'fileByFilename':
      return filesFrom(described.fileNamed(asked.value), `file ${asked.value}`)
    case 'fileContainingSymbol':
      return filesFrom(described.fileOf(asked.value), `symbol ${asked.value}`)
    case 'fileContainingExtension': {
      const { containingType, extensionNumber } = asked.value
      const file = described.extensionsOf(containingType)?.get(extensionNumber)
      return filesFrom(file, `extension ${extensionNumber} of ${containingType}`)
    }
    case 'allExtensionNumbersOfType':
      return extensionNumbers(described, asked.value)
    case undefined:
      return failure(status.INVALID_ARGUMENT, 'the request asks for nothing')
  }
}

function filesFrom(file: DescFile | undefined, what: string) {
  if (!file) return failure(status.NOT_FOUND, `there is no ${what.slice(0, 200)}`)
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto: withImports(file) } }
}

function extensionNumbers(described: Described, baseTypeName: string) {
  const extensions = described.extensionsOf(baseTypeName)
  if (!extensions) return failure(status.NOT_FOUND, `there is no message ${baseTypeName.slice(0, 200)}`)
  const extensionNumber = [...extensions.keys()]
  return { case: 'allExtensionNumbersResponse', value: { baseTypeName, extensionNumber } }
}

function failure(errorCode: status, errorMessage: string) {
  return { case: 'errorResponse', value: { errorCode, errorMessage } }
}
