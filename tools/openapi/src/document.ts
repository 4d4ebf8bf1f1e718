import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DescService, FileRegistry, JsonObject } from '@bufbuild/protobuf'
import { components } from './components.ts'
import type { Contracts } from './contracts.ts'
import { examplesOf } from './examples.ts'
import { pathItem } from './operations.ts'
import { sendsOne, tagNames, tagsOf } from './tags.ts'
import { rulesOf } from './who-may-call.ts'

const HERE = import.meta.dirname
const INTRODUCTION = readFileSync(join(HERE, 'introduction.md'), 'utf8').trim()
const { version } = JSON.parse(readFileSync(join(HERE, '..', 'package.json'), 'utf8'))

/**
 * The OpenAPI 3.1 document of these services, but for those that are for processes of the system alone: every method that
 * one HTTP request can call, in the JSON that Connect and protobuf define, with who may call it, why it may fail, and
 * examples. Throws on what it cannot describe.
 */
export function openApiDocument(registry: FileRegistry, all: readonly DescService[]): JsonObject {
  const ruleOf = rulesOf(registry)
  const services = all.filter(({ methods }) => methods.some(method => ruleOf(method).kind !== 'inside'))
  const contracts = { registry, services, examples: examplesOf(registry), ruleOf }
  const names = tagNames(services)
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rewards',
      summary: 'Time-boxed events; rewards that are claimed and granted exactly once.',
      description: INTRODUCTION,
      version,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The gateway that serves this document.' }],
    tags: tagsOf(names),
    paths: paths(contracts, names),
    components: components(contracts),
  }
}

function paths(contracts: Contracts, names: ReadonlyMap<DescService, string>): JsonObject {
  const items = [...names].flatMap(([service, tag]) =>
    service.methods
      .filter(sendsOne)
      .map(method => [`/${service.typeName}/${method.name}`, pathItem(method, tag, contracts)] as const),
  )
  return Object.fromEntries(items)
}
