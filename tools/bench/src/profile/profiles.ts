import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Environment } from '../system/start.ts'
import { type SelfTimes, selfTimes } from './self-times.ts'

/** The environment in which each Node process leaves a profile of its whole life in the folder, once it has ended. */
export async function profilingInto(folder: string, env: Environment): Promise<Environment> {
  await mkdir(folder, { recursive: true })
  const quoted = JSON.stringify(resolve(folder))
  return { ...env, NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --cpu-prof --cpu-prof-dir=${quoted}` }
}

/** Where the time of each of these processes went, by name; without those that left no profile. */
export async function readProfiles(
  folder: string,
  pids: Readonly<Record<string, number>>,
): Promise<Record<string, SelfTimes>> {
  const files = await readdir(folder)
  const found: Record<string, SelfTimes> = {}
  for (const [name, pid] of Object.entries(pids)) {
    // CPU.<date>.<time>.<pid>.<thread>.<number>.cpuprofile
    const file = files.find(each => each.split('.')[3] === String(pid))
    if (file !== undefined) found[name] = selfTimes(JSON.parse(await readFile(join(folder, file), 'utf8')))
  }
  return found
}
