import { setTimeout as sleep } from 'node:timers/promises'
import type { Memory } from './gateway-child.ts'
import type { GatewayProcess } from './gateway-process.ts'

const MIB = 1_048_576

/** How much more memory something may take, at its worst moment. The promise is 100 MB; bytes. */
export const MOST_GROWTH = 100_000_000

/** What the attack did to the gateway's memory, printed and returned. Bytes. */
export async function growthDuring(
  name: string,
  gateway: GatewayProcess,
  attack: () => Promise<string>,
): Promise<{ readonly peak: number; readonly left: number }> {
  const { now: before } = await gateway.memory()
  const did = await attack()
  const { peak } = await gateway.memory()
  const now = await settled(gateway, before)
  const grown = (later: Memory, kind: keyof Memory) => later[kind] - before[kind]
  const shown = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`
  console.log(
    `${name}: ${did}; rss ${shown(before.rss)}, at most ${shown(grown(peak, 'rss'))} more; ` +
      `used ${shown(before.heapUsed)}, ${shown(grown(now, 'heapUsed'))} more afterwards`,
  )
  return { peak: grown(peak, 'rss'), left: grown(now, 'heapUsed') }
}

/** What is used once what was under way has ended: calls that were cut let go of their bodies a moment later. */
async function settled(gateway: GatewayProcess, before: Memory): Promise<Memory> {
  for (let tries = 0; ; tries++) {
    const { now } = await gateway.memory()
    if (now.heapUsed - before.heapUsed < MIB || tries === 20) return now
    await sleep(100)
  }
}
