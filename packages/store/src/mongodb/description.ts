/** What the adapter sends and is set to, for docs and checks that are made from the same source. */
export { DUE, pageIndexName } from './index-specs.ts'
export { COMMAND_MS, reads, SETTINGS, type Setting, WRITES } from './settings.ts'
