import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testServers } from '@rewards/broker/testing'
import { freePorts } from '../../../launcher/src/ports.ts'
import { until } from '../../../launcher/test/support.ts'
import { ROOT } from './image-by-hand.ts'

/** A current server, which knows all that the configurations ask for; or why there is none. */
export const [, current] = await testServers()

/** A server that runs by a configuration of the repository, but for its ports and its folder. */
export interface ConfiguredServer {
  readonly port: number
  readonly name: string
  /** kill -9. */
  kill(): Promise<void>
  /** Whether its own health check says that it does its work. */
  isHealthy(): Promise<boolean>
}

export interface ServerPlan {
  readonly config: 'single.conf' | 'cluster.conf'
  readonly name: string
  readonly env?: Readonly<Record<string, string>>
  readonly clusterPort?: number
}

/** Starts servers that end with the test file: call the function that comes with them. */
export async function startServers(plans: readonly ServerPlan[]) {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-nats-config-'))
  const ports = await freePorts(plans.length * 2)
  const servers = await Promise.all(
    plans.map((plan, i) =>
      started(plan, { port: ports[2 * i] as number, http: ports[2 * i + 1] as number, folder }),
    ),
  )
  const stop = async () => {
    await Promise.all(servers.map(server => server.kill()))
    await rm(folder, { recursive: true, force: true })
  }
  return { servers, stop }
}

async function started(
  plan: ServerPlan,
  { port, http, folder }: { port: number; http: number; folder: string },
): Promise<ConfiguredServer> {
  const { config, name, env = {}, clusterPort } = plan
  const file = join(folder, `${name}.conf`)
  const text = await readFile(join(ROOT, 'deploy', 'nats', config), 'utf8')
  await writeFile(file, here(text, { '4222': port, '8222': http, '6222': clusterPort }, join(folder, name)))
  const child = spawn(current?.server?.path ?? '', ['--config', file], { env, stdio: 'ignore' })
  return {
    port,
    name,
    kill: () => ended(child),
    isHealthy: () =>
      fetch(`http://127.0.0.1:${http}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
  }
}

function here(text: string, ports: Readonly<Record<string, number | undefined>>, storeDir: string): string {
  const moved = text.replaceAll(/0\.0\.0\.0:(\d+)/g, (_, port) => `127.0.0.1:${ports[port]}`)
  return moved.replace('store_dir: /data', `store_dir: ${JSON.stringify(storeDir)}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** Resolves when all of them do their work. */
export function allHealthy(servers: readonly ConfiguredServer[]): Promise<void> {
  return until('all servers are healthy', async () => {
    const healthy = await Promise.all(servers.map(server => server.isHealthy()))
    return healthy.every(Boolean)
  })
}
