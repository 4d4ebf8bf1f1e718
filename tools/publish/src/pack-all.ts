import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { emit } from './emit.ts'
import { copiedFiles, type Manifest, publishedManifest } from './manifest.ts'
import { runProgram } from './run-program.ts'

const PACKAGES = join(import.meta.dirname, '..', '..', '..', 'packages')

/** The folders of what is published; each after those that it needs. */
const PUBLISHED = ['contracts', 'client'] as const

/** A package as `npm publish` takes it. */
export interface PackedPackage {
  readonly name: string
  readonly version: string
  /** The tarball's path. */
  readonly file: string
}

/** Packs contracts and client into the folder `to`, which is made when missing. Needs npm. Leaves the repository as it is. */
export async function packAll(to: string): Promise<readonly PackedPackage[]> {
  await mkdir(to, { recursive: true })
  const scratch = await mkdtemp(join(tmpdir(), 'rewards-publish-'))
  try {
    const versions = new Map<string, string>()
    const declarations = new Map<string, string>()
    const packed: PackedPackage[] = []
    for (const folder of PUBLISHED) {
      const manifest: Manifest = JSON.parse(await readFile(join(PACKAGES, folder, 'package.json'), 'utf8'))
      versions.set(manifest.name, manifest.version)
      const staged = join(scratch, folder)
      await stage(join(PACKAGES, folder), staged, { manifest, versions, declarations })
      declarations.set(manifest.name, join(staged, 'dist'))
      packed.push(await pack(staged, to, manifest))
    }
    return packed
  } finally {
    await rm(scratch, { recursive: true })
  }
}

interface Staging {
  readonly manifest: Manifest
  readonly versions: ReadonlyMap<string, string>
  readonly declarations: ReadonlyMap<string, string>
}

/** Puts together what the package's tarball shall hold. */
async function stage(
  from: string,
  staged: string,
  { manifest, versions, declarations }: Staging,
): Promise<void> {
  await mkdir(staged)
  // Declarations are read by who needs the package, and lead to what it needs itself. npm leaves this out.
  await symlink(join(from, 'node_modules'), join(staged, 'node_modules'))
  await emit({ source: join(from, 'src'), target: join(staged, 'dist'), declarations })
  await rm(join(staged, 'dist.tsconfig.json'))
  await writeFile(
    join(staged, 'package.json'),
    JSON.stringify(publishedManifest(manifest, versions), null, 2),
  )
  for (const file of ['README.md', ...copiedFiles(manifest)]) {
    await mkdir(dirname(join(staged, file)), { recursive: true })
    await copyFile(join(from, file), join(staged, file))
  }
}

async function pack(staged: string, to: string, { name, version }: Manifest): Promise<PackedPackage> {
  const args = ['pack', staged, '--pack-destination', to, '--ignore-scripts', '--json', '--loglevel=error']
  const [{ filename }] = JSON.parse(await runProgram('npm', args))
  return { name, version, file: resolve(to, filename) }
}
