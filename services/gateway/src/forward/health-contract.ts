import { create, createFileRegistry, type DescMethodUnary, setExtension } from '@bufbuild/protobuf'
import {
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  type MethodOptions,
  MethodOptionsSchema,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt'
import { PolicySchema, policy } from '@rewards/contracts/policy'

/** `HealthCheckResponse.SERVING`. */
export const SERVING = 1

/**
 * `grpc.health.v1.Health/Check`, the standard's contract, with a policy of ours. It asks for a token, because through
 * the gateway it tells of single services inside; who only wants to know whether the gateway is there has `/healthz`.
 */
export const healthCheck: DescMethodUnary = checkMethod()

function checkMethod(): DescMethodUnary {
  const request = { name: 'HealthCheckRequest', field: [field('service', Type.STRING)] }
  const response = {
    name: 'HealthCheckResponse',
    field: [field('status', Type.ENUM, '.grpc.health.v1.HealthCheckResponse.ServingStatus')],
    enumType: [
      {
        name: 'ServingStatus',
        value: ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'].map(enumValue),
      },
    ],
  }
  const check = {
    name: 'Check',
    inputType: '.grpc.health.v1.HealthCheckRequest',
    outputType: '.grpc.health.v1.HealthCheckResponse',
    options: authenticated(),
  }
  const file = {
    name: 'grpc/health/v1/health.proto',
    package: 'grpc.health.v1',
    syntax: 'proto3',
    messageType: [request, response],
    service: [{ name: 'Health', method: [check] }],
  }
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }))
  const [method] = registry.getService('grpc.health.v1.Health')?.methods ?? []
  if (!method) throw new Error('the health contract has no method')
  return method as DescMethodUnary
}

function field(name: string, type: Type, typeName = ''): FieldDescriptorProto {
  return create(FieldDescriptorProtoSchema, {
    name,
    jsonName: name,
    number: 1,
    label: Label.OPTIONAL,
    type,
    typeName,
  })
}

function enumValue(name: string, number: number) {
  return { name, number }
}

function authenticated(): MethodOptions {
  const options = create(MethodOptionsSchema)
  setExtension(options, policy, create(PolicySchema, { rule: { case: 'authenticated', value: true } }))
  return options
}
