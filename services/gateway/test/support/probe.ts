import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { createFileRegistry, type DescService, fromBinary, type Message } from '@bufbuild/protobuf'
import type { GenMessage, GenService } from '@bufbuild/protobuf/codegenv2'
import { type Any, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'

const REPOSITORY = path.join(import.meta.dirname, '../../../..')
const PROBE = 'rewards/probe/v1/probe.proto'

/** The test's service as a generated package would carry it, after `edit` has changed its proto. */
export async function compileProbe(edit: (proto: string) => string = proto => proto): Promise<DescService> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gateway-proto-'))
  try {
    await cp(path.join(import.meta.dirname, '../proto'), folder, { recursive: true })
    const policy = 'rewards/policy/v1/policy.proto'
    await cp(path.join(REPOSITORY, 'proto', policy), path.join(folder, policy))
    await writeFile(path.join(folder, PROBE), edit(await readFile(path.join(folder, PROBE), 'utf8')))
    await writeFile(path.join(folder, 'buf.yaml'), 'version: v2\n')
    const buf = path.join(REPOSITORY, 'node_modules/.bin/buf')
    await promisify(execFile)(buf, ['build', '--as-file-descriptor-set', '-o', 'set.binpb'], { cwd: folder })
    const set = fromBinary(FileDescriptorSetSchema, await readFile(path.join(folder, 'set.binpb')))
    const service = createFileRegistry(set).getService('rewards.probe.v1.ProbeService')
    if (!service) throw new Error('the proto has no ProbeService')
    return service
  } finally {
    await rm(folder, { recursive: true })
  }
}

export type ProbeRequest = Message<'rewards.probe.v1.ProbeRequest'> & { text: string; count: number }
export type ProbeResponse = Message<'rewards.probe.v1.ProbeResponse'> & {
  text: string
  count: number
  items: string[]
  extra?: Any
}

interface Method<Kind extends 'unary' | 'server_streaming' | 'client_streaming' | 'bidi_streaming'> {
  methodKind: Kind
  input: GenMessage<ProbeRequest>
  output: GenMessage<ProbeResponse>
}

/** The type that generated code would give it. */
export type Probe = GenService<{
  echo: Method<'unary'>
  read: Method<'unary'>
  open: Method<'unary'>
  watch: Method<'server_streaming'>
  collect: Method<'client_streaming'>
  chat: Method<'bidi_streaming'>
}>

export const ProbeService = (await compileProbe()) as unknown as Probe
