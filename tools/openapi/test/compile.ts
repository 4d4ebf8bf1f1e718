import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { create, fromBinary } from '@bufbuild/protobuf'
import { CodeGeneratorRequestSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import { openApiPlugin } from '../src/plugin.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const MODULES = join('packages', 'contracts', 'node_modules')

export const KINDS = 'rewards/kinds/v1/kinds.proto'

/** What the plugin makes of the contracts and the test's own proto, after `file` (below `proto/`) was edited. */
export async function generated(file = KINDS, edit = (proto: string) => proto) {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-openapi-'))
  try {
    await cp(join(ROOT, 'proto'), join(folder, 'proto'), { recursive: true })
    await cp(join(import.meta.dirname, 'proto'), join(folder, 'proto'), { recursive: true })
    await cp(join(ROOT, 'buf.yaml'), join(folder, 'buf.yaml'))
    await mkdir(dirname(join(folder, MODULES)), { recursive: true })
    await symlink(join(ROOT, MODULES), join(folder, MODULES))
    const path = join(folder, 'proto', file)
    await writeFile(path, edit(await readFile(path, 'utf8')))
    const buf = join(ROOT, 'node_modules', '.bin', 'buf')
    await promisify(execFile)(buf, ['build', '--as-file-descriptor-set', '-o', 'set.binpb'], { cwd: folder })
    const { file: protoFile } = fromBinary(FileDescriptorSetSchema, await readFile(join(folder, 'set.binpb')))
    const fileToGenerate = protoFile.map(({ name }) => name).filter(name => name.startsWith('rewards/'))
    return openApiPlugin.run(create(CodeGeneratorRequestSchema, { protoFile, fileToGenerate }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
