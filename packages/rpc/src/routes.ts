import type { DescMethod, DescService } from '@bufbuild/protobuf'
import type { MethodDefinition, Server, UntypedHandleCall } from '@grpc/grpc-js'
import type { Implementation } from './implement.ts'
import { pathOf } from './method-path.ts'
import type { Route, Serving } from './serve.ts'
import { streamCall } from './serve-stream.ts'
import { unaryCall } from './serve-unary.ts'

/** Adds every method of these services. Throws for a method of a kind that is not served. */
export function addRoutes(server: Server, services: readonly Implementation[], serving: Serving): void {
  for (const { service, handlerOf } of services) {
    const handlers = service.methods.map(method => [
      method.localName,
      handleCall({ method, handler: handlerOf(method) }, serving),
    ])
    server.addService(definitionOf(service), Object.fromEntries(handlers))
  }
}

function handleCall(route: Route, serving: Serving): UntypedHandleCall {
  const { methodKind, parent, name } = route.method
  if (methodKind === 'unary') return unaryCall(route, serving)
  if (methodKind === 'server_streaming') return streamCall(route, serving)
  throw new Error(
    `${parent.typeName}.${name} is ${methodKind}; served are unary and server_streaming methods`,
  )
}

function definitionOf(service: DescService): Record<string, MethodDefinition<Buffer, Buffer>> {
  return Object.fromEntries(service.methods.map(method => [method.localName, bytesDefinition(method)]))
}

/** Bytes in, bytes out: messages are decoded and encoded in our own code, where a failure becomes one of our errors. */
function bytesDefinition(method: DescMethod): MethodDefinition<Buffer, Buffer> {
  return {
    path: pathOf(method),
    requestStream: false,
    responseStream: method.methodKind === 'server_streaming',
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  }
}

function asIs(bytes: Buffer): Buffer {
  return bytes
}
