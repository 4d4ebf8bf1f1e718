import { setTimeout as sleep } from 'node:timers/promises'
import { callerOf, createServer, implement, type TokenVerifier } from '../src/index.ts'
import { EchoService } from './echo-service.ts'
import { quiet } from './quiet.ts'

/** Believes every token: who calls is not what is tested with this. */
const verifier: TokenVerifier = {
  verify: async token =>
    callerOf({ userId: 'usr_ann', roles: ['ADMIN'], expiresAtMs: Number.MAX_SAFE_INTEGER }, token),
}

/** An echo server in a process of its own: `replica-process.ts NAME PORT DELAY_MS`; prints its port; SIGTERM closes it. */
const [name = '', port = '0', delayMs = '0'] = process.argv.slice(2)
const answer = async () => {
  if (Number(delayMs) > 0) await sleep(Number(delayMs))
  return { text: name }
}
const watch = async function* () {
  for (;;) {
    yield { text: name }
    await sleep(20)
  }
}
const services = [implement(EchoService, { open: answer, read: answer, put: answer, write: answer, watch })]
const server = createServer({ services, verifier, logger: quiet })
const bound = await server.listen('127.0.0.1', Number(port))
server.setServing(true)
process.stdout.write(`${bound}\n`)
process.on('SIGTERM', async () => {
  await server.close(5_000)
  process.exit(0)
})
