import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { createFileRegistry, type DescService, fromBinary, type Message } from '@bufbuild/protobuf'
import type { GenMessage, GenService } from '@bufbuild/protobuf/codegenv2'
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'

const REPOSITORY = path.join(import.meta.dirname, '../../..')

/** Compiles the test's proto, together with the contract's policy option, as a generated package would carry it. */
async function compile() {
  const folder = await mkdtemp(path.join(tmpdir(), 'rpc-proto-'))
  try {
    await cp(path.join(import.meta.dirname, 'proto'), folder, { recursive: true })
    await cp(path.join(REPOSITORY, 'proto/rewards/policy'), path.join(folder, 'rewards/policy'), {
      recursive: true,
    })
    await writeFile(path.join(folder, 'buf.yaml'), 'version: v2\n')
    const buf = path.join(REPOSITORY, 'node_modules/.bin/buf')
    await promisify(execFile)(buf, ['build', '--as-file-descriptor-set', '-o', 'set.binpb'], { cwd: folder })
    return createFileRegistry(
      fromBinary(FileDescriptorSetSchema, await readFile(path.join(folder, 'set.binpb'))),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

const registry = await compile()

function service(name: string): DescService {
  const found = registry.getService(`rewards.test.v1.${name}`)
  if (!found) throw new Error(`echo.proto has no ${name}`)
  return found
}

export type EchoRequest = Message<'rewards.test.v1.EchoRequest'> & { text: string; count: number }
export type EchoResponse = Message<'rewards.test.v1.EchoResponse'> & { text: string }

interface Echo<Kind extends 'unary' | 'server_streaming'> {
  methodKind: Kind
  input: GenMessage<EchoRequest>
  output: GenMessage<EchoResponse>
}

/** The type that generated code would give it. */
export type EchoServiceDesc = GenService<{
  open: Echo<'unary'>
  read: Echo<'unary'>
  put: Echo<'unary'>
  write: Echo<'unary'>
  watch: Echo<'server_streaming'>
}>

export const EchoService = service('EchoService') as unknown as EchoServiceDesc
export const UnpolicedService = service('UnpolicedService')
export const MistypedService = service('MistypedService')
export const NegatedService = service('NegatedService')
export const InsideService = service('InsideService')
export const ScopedService = service('ScopedService')
export const LeavingService = service('LeavingService')
export const ScopelessService = service('ScopelessService')
export const UploadService = service('UploadService')
