import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { gauge, type Observation, total } from '../instruments.ts'

/** Each look wakes the process: every 10 ms, the usual, cost it half a per cent of a core, for nothing that is seen at night. */
const RESOLUTION_MS = 50
const NS_PER_S = 1e9

/** Measures the process itself; what it gives ends that. Names are the semantic conventions'. */
export function measureProcess(): () => void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  measureEventLoop(delays)
  total('process.cpu.time', { description: 'CPU time that the process has used', unit: 's' }, cpuSeconds)
  one('process.memory.usage', 'Memory of the process that is in RAM', 'By', () => process.memoryUsage.rss())
  one('process.uptime', 'How long the process runs', 's', () => process.uptime())
  one('v8js.memory.heap.used', 'Heap that is used', 'By', () => process.memoryUsage().heapUsed)
  return () => delays.disable()
}

/** Delays are those since the reading before. */
function measureEventLoop(delays: ReturnType<typeof monitorEventLoopDelay>): void {
  const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / NS_PER_S - RESOLUTION_MS / 1_000)
  one('nodejs.eventloop.delay.p50', 'Delay of the event loop, median', 's', () =>
    seconds(delays.percentile(50)),
  )
  one('nodejs.eventloop.delay.p99', 'Delay of the event loop, 99th percentile', 's', () =>
    seconds(delays.percentile(99)),
  )
  // The last of the three, so that all of them are of the same time.
  one('nodejs.eventloop.delay.max', 'Delay of the event loop, longest', 's', () => {
    const longest = seconds(delays.max)
    setImmediate(() => delays.reset())
    return longest
  })
  let before = performance.eventLoopUtilization()
  one('nodejs.eventloop.utilization', 'Share of time that the event loop was busy', '1', () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization
  })
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function one(name: string, description: string, unit: string, read: () => number): void {
  gauge(name, { description, unit }, async (): Promise<readonly Observation[]> => [{ value: read() }])
}
