import { pausedProcess } from '../system/paused-process.ts'
import type { Target } from '../system/target.ts'
import { type OutsideProvider, PROVIDER } from './provider.ts'

/** The target with the provider as one more process that can be struck; it is stopped last. */
export function withProvider(target: Target, provider: OutsideProvider): Target {
  const { running, victims } = target
  const isProvider = (victim: string) => victim === PROVIDER
  return {
    ...target,
    victims: [...victims, PROVIDER],
    running: {
      ports: running.ports,
      natsUrl: running.natsUrl,
      pids: () => withPid(running.pids(), provider.pid),
      ready: name => (isProvider(name) ? provider.ready() : running.ready(name)),
    },
    kill: victim => (isProvider(victim) ? provider.kill() : target.kill(victim)),
    // It has no end in order: what it has written is written.
    restart: victim => (isProvider(victim) ? provider.kill() : target.restart(victim)),
    pause: async victim => (isProvider(victim) ? pausedProcess(provider.pid) : target.pause(victim)),
    runs: victim => (isProvider(victim) ? provider.ready() : target.runs(victim)),
    ready: async but => {
      await Promise.all([target.ready(but), ...(isProvider(but ?? '') ? [] : [provider.ready()])])
    },
    stop: async () => {
      try {
        await target.stop()
      } finally {
        await provider.stop()
      }
    },
  }
}

function withPid(pids: ReadonlyMap<string, number>, pid: number | undefined): ReadonlyMap<string, number> {
  return pid === undefined ? pids : new Map([...pids, [PROVIDER, pid]])
}
