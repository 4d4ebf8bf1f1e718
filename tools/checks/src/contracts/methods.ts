import {
  createFileRegistry,
  type DescMethod,
  type DescService,
  fromBinary,
  getOption,
  isFieldSet,
} from '@bufbuild/protobuf'
import { FileDescriptorSetSchema, MethodOptionsSchema } from '@bufbuild/protobuf/wkt'
import { policy } from '@rewards/contracts/policy'
import { servicesInside, servicesOf } from '@rewards/contracts/services'
import type { Check } from '../check.ts'
import { buildImage } from './image.ts'

/** Every method says who may call it and whether it may be repeated, and some process serves it. */
export const methods: Check = {
  name: 'contracts: methods',
  run: async root => ({ problems: methodProblems(await buildImage(root), servedServices()) }),
}

/** What is missing in the contracts of a file descriptor set, one sentence each; `served` are names of services. */
export function methodProblems(image: Uint8Array, served: ReadonlySet<string>): string[] {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image))
  const services = [...registry].filter(desc => desc.kind === 'service')
  if (services.length === 0) return ['the contracts have no service at all']
  return services.flatMap(service => [
    ...(served.has(service.typeName) ? [] : [`${service.typeName} is served by no process (servicesOf)`]),
    ...service.methods.flatMap(problemsOf),
  ])
}

function problemsOf(method: DescMethod): string[] {
  const name = `${method.parent.typeName}.${method.name}`
  const { options } = method.proto
  const saysRepeat = options && isFieldSet(options, MethodOptionsSchema.field.idempotencyLevel)
  const rule = options && getOption(method, policy).rule
  return [
    ...(saysRepeat ? [] : [`${name} does not say whether it may be repeated (idempotency_level)`]),
    ...(rule?.case && rule.value ? [] : [`${name} does not say who may call it (rewards.policy.v1.policy)`]),
  ]
}

function servedServices(): Set<string> {
  return new Set(
    [servicesOf, servicesInside]
      .flatMap(table => Object.values<readonly DescService[]>(table).flat())
      .map(service => service.typeName),
  )
}
