import { readFileSync } from 'node:fs'
import { isHealthy } from './health.ts'

/** Process 1 of a container was started with the service's name; where it is another process, the name is an argument. */
function wordsOfContainer(): readonly string[] {
  return readFileSync('/proc/1/cmdline', 'utf8').split('\0')
}

const words = process.argv.length > 2 ? process.argv.slice(2) : wordsOfContainer()
process.exit((await isHealthy(words, process.env)) ? 0 : 1)
