import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopLeftover } from '@rewards/broker'
import { afterEach, expect, test } from 'vitest'
import { TargetBroker } from '../src/system/target-broker.ts'

const folder = mkdtempSync(join(tmpdir(), 'rewards-target-broker-'))
const servers: ChildProcess[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('a broker is killed though it begins to start its server at that moment', async () => {
  const broker = new TargetBroker({ natsUrl: 'nats://127.0.0.1:1', kill: killedWhileStarting }, folder)
  expect(await broker.server()).toBeUndefined()
  await broker.kill()
  const [orphan, next] = servers
  // It is gone before Node has heard of its end.
  await expect.poll(() => orphan?.signalCode).toBe('SIGKILL')
  expect(await broker.server()).toBe(next?.pid)
})

/** The process that runs the server is killed just after it has begun one, and is started again at once. */
async function killedWhileStarting(_name: string, whileDown = async () => {}): Promise<void> {
  await serverStarts()
  await whileDown()
  await stopLeftover(folder)
  await serverStarts()
}

/** What is known of a nats-server: the file with its process id, and its command line. */
async function serverStarts(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'nats-server.conf')
  const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', config], { stdio: 'ignore' })
  servers.push(server)
  await once(server, 'spawn')
  writeFileSync(join(folder, 'nats-server.pid'), String(server.pid))
}
