import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ImageByHand } from './image-by-hand.ts'

type Environment = Readonly<Record<string, string>>

/** A program of the image that has ended. */
export interface Ended {
  readonly code: number | null
  /** What it wrote, to both. */
  readonly output: string
}

/** A program of the image that runs. */
export interface Container {
  /** SIGTERM, as an engine stops it; resolves when it has ended. */
  stop(): Promise<Ended>
}

/** Runs the image's entry point with these arguments, as the image's user, with nothing of this environment. */
export function start(image: ImageByHand, args: readonly string[], env: Environment = {}): Container {
  const child = spawned(image, [...image.entrypoint, ...args], env)
  const ended = endOf(child)
  return {
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** The same, to its end. */
export function run(image: ImageByHand, args: readonly string[], env: Environment = {}): Promise<Ended> {
  return endOf(spawned(image, [...image.entrypoint, ...args], env))
}

/** The image's health check of a service. Outside of a container it has to be told which. */
export async function isHealthy(image: ImageByHand, service: string, env: Environment): Promise<boolean> {
  return (await endOf(spawned(image, [...image.healthcheck, service], env))).code === 0
}

function spawned(image: ImageByHand, words: readonly string[], env: Environment): ChildProcess {
  const [program = '', ...args] = words
  // Only root may become somebody else; anybody else is no root already.
  const user = process.getuid?.() === 0 ? { uid: image.uid, gid: image.gid } : {}
  return spawn(program, args, { cwd: image.workdir, env: { ...image.env, ...env }, ...user })
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', chunk => {
      output += chunk
    })
  const [code] = await once(child, 'close')
  return { code, output }
}
