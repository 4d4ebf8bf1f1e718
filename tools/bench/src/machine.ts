import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** What the figures were measured on. */
export function machine(): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1_073_741_824),
    system: `${type()} ${release()}`,
    node: process.version,
  }
}
