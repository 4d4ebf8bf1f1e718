import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every line that the processes of a data folder have logged, with the process's name before it. */
export function linesOf(dataDir: string): string[] {
  const folder = join(dataDir, 'logs')
  return readdirSync(folder).flatMap(name =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .map(line => `${name}: ${line}`),
  )
}
