import { AuthService } from '@rewards/contracts/auth'
import { createLogger } from '@rewards/process'
import { readConfig } from '../../src/config.ts'
import { startGateway } from '../../src/gateway-service.ts'
import { ProbeService } from './probe.ts'

/* A gateway that serves the probe, in a process of its own, so that its memory is nobody else's. Started with `--expose-gc`. */

const SAMPLE_MS = 20

/** Of what is used still, and of what the system has given. Bytes. */
export interface Memory {
  readonly heapUsed: number
  readonly rss: number
}

/** What it says to the test, and when: when it listens, and when it is asked for its memory. */
export type Said = { readonly port: number } | Answer

export interface Answer {
  /** What it uses now that nothing unused is kept. */
  readonly now: Memory
  /** The most since it was asked last. */
  readonly peak: Memory
  /** How many TCP connections it has open, those to services included. */
  readonly connections: number
}

let peak = used()
setInterval(() => {
  const { heapUsed, rss } = used()
  peak = { heapUsed: Math.max(peak.heapUsed, heapUsed), rss: Math.max(peak.rss, rss) }
}, SAMPLE_MS).unref()

function used(): Memory {
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
  return { heapUsed: heapUsed + external + arrayBuffers, rss }
}

function collected(): Memory {
  const collect = (globalThis as { gc?: () => void }).gc
  for (let i = 0; i < 3; i++) collect?.()
  return used()
}

const say = (said: Said) => process.send?.(said)

process.on('message', () => {
  const now = collected()
  const connections = process.getActiveResourcesInfo().filter(kind => kind === 'TCPSocketWrap').length
  say({ now, peak, connections })
  peak = now
})
process.once('disconnect', () => process.exit())

const { port } = await startGateway(
  readConfig(process.env).config,
  {
    logger: createLogger({ service: 'gateway', level: 'silent' }),
    stopping: new AbortController().signal,
    onStop: () => undefined,
  },
  { services: { auth: [AuthService], event: [ProbeService], condition: [], reward: [] } },
)
say({ port })
