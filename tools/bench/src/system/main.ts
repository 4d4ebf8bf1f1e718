import { startSystem } from '@rewards/launcher'
import type { Ready } from './ready.ts'

/*
 * Runs a system for the bench, in a process of its own: what the launcher spends on the services' logs is then seen
 * beside what they spend, and not mistaken for the load's. Ends when the bench does, however it ends.
 */
const [, , dataDir = '', noMetrics] = process.argv
const ended = new AbortController()
process.once('disconnect', () => ended.abort())

try {
  const say = (line: string) => void process.stdout.write(`  ${line}\n`)
  const metrics = noMetrics === undefined
  const system = await startSystem({ dataDir, port: 0, metrics, env: process.env, say, signal: ended.signal })
  void system.failed.then(reason => process.send?.({ failed: reason.message }))
  const stop = () => void system.stop()
  if (ended.signal.aborted) stop()
  else ended.signal.addEventListener('abort', stop, { once: true })
  const { url, natsUrl, ports, metricsPorts } = system
  const ready: Ready = {
    url,
    natsUrl,
    eventPort: ports.get('event') ?? 0,
    metricsUrls: [...metricsPorts.values()].map(port => `http://127.0.0.1:${port}/metrics`),
    pids: Object.fromEntries(system.pids()),
  }
  process.send?.({ ready })
} catch (err) {
  if (!ended.signal.aborted) process.send?.({ failed: err instanceof Error ? err.message : String(err) })
  process.disconnect?.()
}
