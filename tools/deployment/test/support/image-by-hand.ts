import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { copyContext } from './build-context.ts'
import { environmentOf, type Instruction, named, type Stage, stagesOf, wordsOf } from './dockerfile.ts'

export const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
const exec = promisify(execFile)

/** What an image would be, in a folder: its root is `folder`, and what it runs is run by this machine's own system. */
export interface ImageByHand {
  readonly folder: string
  /** A file that is younger than all that was built, and older than all that is written from then on. */
  readonly builtMark: string
  /** ENTRYPOINT and HEALTHCHECK, with the paths of this folder. */
  readonly entrypoint: readonly string[]
  readonly healthcheck: readonly string[]
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  /** The numbers of USER. */
  readonly uid: number
  readonly gid: number
  delete(): Promise<void>
}

/**
 * Does what the Dockerfile says, without an engine: the context is copied as `.dockerignore` has it, the RUN steps of the first stage
 * run as they stand, what COPY takes over from there is copied. Of the last stage's RUN only the making of folders is done:
 * the rest installs into a distribution. Then nobody may write to any of it but to `/data`.
 */
export async function buildByHand(): Promise<ImageByHand> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-image-'))
  await chmod(folder, 0o755)
  const stages = stagesOf(await readFile(join(ROOT, 'Dockerfile'), 'utf8'))
  const image = stages.at(-1) as Stage
  for (const stage of stages) {
    const root = join(folder, stage === image ? 'image' : stage.name)
    let workdir = root
    for (const step of stage.instructions) {
      if (step.name === 'WORKDIR') workdir = join(root, step.rest)
      await mkdir(workdir, { recursive: true })
      if (step.name === 'COPY') await copy(step, folder, root, workdir)
      if (step.name === 'RUN' && stage !== image) await run(step, workdir)
      if (step.name === 'RUN' && stage === image) await makeFolders(step, root)
    }
  }
  await exec('chmod', ['-R', 'a-w', join(folder, 'image', 'app')])
  return described(image, folder)
}

async function copy({ options, rest }: Instruction, folder: string, root: string, workdir: string) {
  const [source = '', target = ''] = rest.split(/\s+/)
  const from = options.find(option => option.startsWith('--from='))?.slice('--from='.length)
  if (from === undefined) await copyContext(join(ROOT, source), join(workdir, target))
  else await cp(join(folder, from, source), join(root, target), { recursive: true, verbatimSymlinks: true })
}

/** With the cache that it mounts in the checkout's own. */
async function run({ options, rest }: Instruction, cwd: string): Promise<void> {
  const mounted = options.flatMap(option => /^--mount=type=cache,target=(\S+)$/.exec(option)?.[1] ?? [])
  const script = mounted.reduce(
    (text, target) => text.replaceAll(target, join(ROOT, '.cache', 'image', target)),
    rest,
  )
  await exec('sh', ['-c', script], { cwd, timeout: 300_000, maxBuffer: 16_777_216 })
}

async function makeFolders({ rest }: Instruction, root: string): Promise<void> {
  const made = rest.split('&&').flatMap(command => command.trim().match(/^install -d .*$/) ?? [])
  for (const command of made) {
    const here = command.replace(/ (\/\S+)$/, (_, path) => ` ${join(root, path)}`)
    // Only root may give a folder to another user.
    const owned = process.getuid?.() === 0 ? here : here.replaceAll(/ -[og] \d+/g, '')
    await exec('sh', ['-c', owned])
  }
}

async function described(image: Stage, folder: string): Promise<ImageByHand> {
  const root = join(folder, 'image')
  const here = (text: string) => text.replaceAll(/\/(app|data)\b/g, path => join(root, path))
  const builtMark = join(folder, 'built')
  await writeFile(builtMark, '')
  const [uid = 0, gid = 0] = (named(image, 'USER').at(-1)?.rest ?? '').split(':').map(Number)
  return {
    folder: root,
    builtMark,
    entrypoint: wordsOf(image, 'ENTRYPOINT'),
    healthcheck: wordsOf(image, 'HEALTHCHECK'),
    workdir: join(root, named(image, 'WORKDIR').at(-1)?.rest ?? ''),
    env: Object.fromEntries(Object.entries(environmentOf(image)).map(([name, text]) => [name, here(text)])),
    uid,
    gid,
    async delete() {
      await exec('chmod', ['-R', 'u+w', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
