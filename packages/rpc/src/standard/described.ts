import { type DescFile, type DescService, toBinary } from '@bufbuild/protobuf'
import { nestedTypes } from '@bufbuild/protobuf/reflect'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'

/** Everything that services are described by. */
export class Described {
  /** Names of the services, sorted. */
  readonly services: readonly string[]
  readonly #files = new Map<string, DescFile>()
  /** The file of each type, service and method, by its full name. */
  readonly #homes = new Map<string, DescFile>()
  /** The file of each extension, by the name of what it extends, and its number. */
  readonly #extensions = new Map<string, Map<number, DescFile>>()

  constructor(services: readonly DescService[]) {
    this.services = services.map(({ typeName }) => typeName).sort()
    for (const { file } of services) this.#add(file)
  }

  fileNamed(name: string): DescFile | undefined {
    return this.#files.get(name)
  }

  fileOf(symbol: string): DescFile | undefined {
    return this.#homes.get(symbol)
  }

  /** Extensions of a message, by their numbers; `undefined` for what is no message here. */
  extensionsOf(message: string): ReadonlyMap<number, DescFile> | undefined {
    return this.#extensions.get(message) ?? (this.#homes.has(message) ? new Map() : undefined)
  }

  #add(file: DescFile): void {
    const { name } = file.proto
    if (this.#files.has(name)) return
    this.#files.set(name, file)
    for (const desc of nestedTypes(file)) {
      this.#homes.set(desc.typeName, file)
      if (desc.kind === 'service')
        for (const method of desc.methods) this.#homes.set(`${desc.typeName}.${method.name}`, file)
      if (desc.kind === 'extension') this.#addExtension(desc.extendee.typeName, desc.number, file)
    }
    for (const imported of file.dependencies) this.#add(imported)
  }

  #addExtension(message: string, number: number, file: DescFile): void {
    const known = this.#extensions.get(message) ?? new Map<number, DescFile>()
    this.#extensions.set(message, known.set(number, file))
  }
}

/** The file and, after it, all that it imports, each once, encoded. */
export function withImports(file: DescFile): readonly Uint8Array[] {
  const files = new Set([file])
  for (const one of files) for (const imported of one.dependencies) files.add(imported)
  return [...files].map(encoded)
}

/** Anybody may ask as often as they like, so nothing is encoded twice. */
const ENCODED = new WeakMap<DescFile, Uint8Array>()

function encoded(file: DescFile): Uint8Array {
  const bytes = ENCODED.get(file) ?? toBinary(FileDescriptorProtoSchema, file.proto)
  ENCODED.set(file, bytes)
  return bytes
}
