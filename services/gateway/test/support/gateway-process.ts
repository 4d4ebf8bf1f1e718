import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { AuthService } from '@rewards/contracts/auth'
import { FakeBackend, publishTestKey, type RawHandlers } from './fake-backend.ts'
import type { Answer, Said } from './gateway-child.ts'
import { ProbeService } from './probe.ts'

export interface GatewayProcess extends AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly event: FakeBackend
  memory(): Promise<Answer>
}

/** A gateway in a process of its own, with these variables, before an event that serves the probe. */
export async function runGatewayProcess(
  handlers: RawHandlers,
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayProcess> {
  const auth = new FakeBackend([AuthService], publishTestKey)
  const event = new FakeBackend([ProbeService], handlers)
  await Promise.all([auth.start(), event.start()])
  const child = fork(join(import.meta.dirname, 'gateway-child.ts'), {
    execArgv: ['--expose-gc'],
    env: {
      ...process.env,
      REWARDS_GATEWAY_PORT: '0',
      REWARDS_AUTH_URLS: auth.address,
      REWARDS_EVENT_URLS: event.address,
      ...env,
    },
  })
  const said = async () => ((await once(child, 'message')) as [Said])[0]
  const first = await said()
  if (!('port' in first)) throw new Error('the gateway did not listen first')
  const { port } = first
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    event,
    async memory() {
      child.send('memory')
      const answer = await said()
      if ('port' in answer) throw new Error('the gateway listened twice')
      return answer
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      auth.stop()
      event.stop()
    },
  }
}
