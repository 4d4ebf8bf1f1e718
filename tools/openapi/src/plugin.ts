import { create, createFileRegistry } from '@bufbuild/protobuf'
import {
  type CodeGeneratorRequest,
  CodeGeneratorResponseSchema,
  Edition,
  CodeGeneratorResponse_Feature as Feature,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt'
import type { Plugin } from '@bufbuild/protoplugin'
import { openApiDocument } from './document.ts'

/**
 * The plugin that buf runs: the services of the files to generate, as one `openapi.json`; nothing when they have none.
 * What cannot be described (a comment that names an unknown code, an example that is no such message) is an error that
 * names the place.
 */
export const openApiPlugin: Plugin = {
  name: 'protoc-gen-rewards-openapi',
  version: 'v0.1.0',
  run(request) {
    return create(CodeGeneratorResponseSchema, {
      supportedFeatures: BigInt(Feature.PROTO3_OPTIONAL | Feature.SUPPORTS_EDITIONS),
      minimumEdition: Edition.EDITION_PROTO3,
      maximumEdition: Edition.EDITION_2023,
      ...answerTo(request),
    })
  },
}

function answerTo({ protoFile, fileToGenerate }: CodeGeneratorRequest) {
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: protoFile }))
  const asked = new Set(fileToGenerate.map(name => name.replace(/\.proto$/, '')))
  const services = [...registry.files].filter(({ name }) => asked.has(name)).flatMap(file => file.services)
  if (services.length === 0) return {}
  try {
    const content = `${JSON.stringify(openApiDocument(registry, services), null, 2)}\n`
    return { file: [{ name: 'openapi.json', content }] }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
