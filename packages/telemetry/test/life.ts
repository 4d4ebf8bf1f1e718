import { createLogger } from '@rewards/process'

type Stop = () => Promise<void> | void

/** A process's life that a test ends. */
export function testLife() {
  const stops: Stop[] = []
  return {
    logger: createLogger({ service: 'test', level: 'silent' }),
    onStop: (_: string, stop: Stop) => void stops.unshift(stop),
    async end() {
      for (const stop of stops.splice(0)) await stop()
    },
  }
}
