import { readFile } from 'node:fs/promises'
import {
  create,
  createFileRegistry,
  type DescMessage,
  type DescService,
  fromBinary,
  setExtension,
} from '@bufbuild/protobuf'
import { FileDescriptorSetSchema, MethodOptionsSchema } from '@bufbuild/protobuf/wkt'
import { PolicySchema, policy } from '@rewards/contracts/policy'

/** What the suite's contracts say. */
export interface Contract {
  /** The service that is called, open to everybody: the suite knows nothing of tokens. */
  readonly service: DescService
  /** What a server under test is told. */
  readonly request: DescMessage
  /** What it answers. */
  readonly response: DescMessage
}

const PACKAGE = 'connectrpc.conformance.v1'

/** Reads the contracts from a `FileDescriptorSet`. */
export async function readContract(file: string): Promise<Contract> {
  const set = fromBinary(FileDescriptorSetSchema, await readFile(file))
  for (const { service } of set.file)
    for (const { method: methods } of service)
      for (const method of methods) {
        method.options ??= create(MethodOptionsSchema)
        setExtension(method.options, policy, create(PolicySchema, { rule: { case: 'public', value: true } }))
      }
  const registry = createFileRegistry(set)
  return {
    service: found(registry.getService(`${PACKAGE}.ConformanceService`)),
    request: found(registry.getMessage(`${PACKAGE}.ServerCompatRequest`)),
    response: found(registry.getMessage(`${PACKAGE}.ServerCompatResponse`)),
  }
}

function found<T>(descriptor: T | undefined): T {
  if (descriptor === undefined) throw new Error('the contracts of the suite lack a type')
  return descriptor
}
