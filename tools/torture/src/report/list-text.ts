import type { Part } from '../parts/part.ts'
import { durationText, estimateOf, timeLeft, withEstimates } from '../runner/estimate.ts'

/** The parts, what each does, and how long each takes at a scale on two cores; pure. */
export function listText(parts: readonly Part[], scale: number): string {
  const rows = parts.flatMap(part => [
    `${part.name.padEnd(16)} ${durationText(estimateOf(part, scale)).padStart(10)}  promises ${part.promises.join(', ')}; ${part.stores.join(', ')}`,
    `    ${part.says}`,
  ])
  const seconds = timeLeft(withEstimates(parts, scale))
  return [...rows, '', `all, at scale ${scale} on two cores: about ${durationText(seconds)}`].join('\n')
}
