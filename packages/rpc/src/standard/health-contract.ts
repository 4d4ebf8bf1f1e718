import type { DescMethodServerStreaming, DescMethodUnary, DescService } from '@bufbuild/protobuf'
import { field, serviceOf } from './service-of.ts'

const PACKAGE = 'grpc.health.v1'
const messages = {
  inputType: `.${PACKAGE}.HealthCheckRequest`,
  outputType: `.${PACKAGE}.HealthCheckResponse`,
} as const

/** The words of `HealthCheckResponse.ServingStatus`, each at its number. */
const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const

/** `HealthCheckResponse.ServingStatus`. */
export const SERVING_STATUS = { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } as const

/** `grpc.health.v1.Health`, the standard's contract; no package has generated code of it. */
export const HealthService: DescService = serviceOf({
  name: 'grpc/health/v1/health.proto',
  package: PACKAGE,
  syntax: 'proto3',
  messageType: [
    { name: 'HealthCheckRequest', field: [field('service', 1, 'TYPE_STRING')] },
    {
      name: 'HealthCheckResponse',
      field: [field('status', 1, 'TYPE_ENUM', `${messages.outputType}.ServingStatus`)],
      enumType: [{ name: 'ServingStatus', value: STATUSES.map((name, number) => ({ name, number })) }],
    },
  ],
  service: [
    {
      name: 'Health',
      method: [
        { name: 'Check', ...messages },
        { name: 'Watch', ...messages, serverStreaming: true },
      ],
    },
  ],
})

export const healthCheck = HealthService.method.check as DescMethodUnary
export const healthWatch = HealthService.method.watch as DescMethodServerStreaming
