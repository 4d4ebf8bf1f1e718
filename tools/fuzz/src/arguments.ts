import { oneOf, optionsOf, whole } from '@rewards/command-line'
import { PARTS } from './parts.ts'

/** What was asked for on the command line. */
export interface FuzzArguments {
  readonly help: boolean
  /** In all, shared by the parts. */
  readonly seconds: number
  readonly seed: number
  /** The names of the parts. */
  readonly parts: readonly string[]
}

const NAMES = PARTS.map(({ name }) => name)

export const HELP = `Attacks the system with bad bytes: random messages, tokens, numbers, arguments and files.

  npm run fuzz -- [--seconds 60] [--seed N] [--part ${NAMES.join('|')}]

  --seconds  how long, in all (default 60); starting and settling come on top
  --seed     the seed that everything is made up from (default: a fresh one); the same one makes up the same
  --part     one part alone; may be given several times (default: all)

${PARTS.map(({ name, says }) => `  ${name.padEnd(10)} ${says}`).join('\n')}

What fails is kept in tools/fuzz/corpus, which is tried first in every run, and by npm test.`

const OPTIONS = {
  seconds: { type: 'string' },
  seed: { type: 'string' },
  part: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads the command line; pure but for the seed that it makes up. Throws an `ArgumentError`. */
export function parseArguments(argv: readonly string[], freshSeed: () => number): FuzzArguments {
  const { part = NAMES, ...values } = optionsOf(argv, OPTIONS)
  const parts = part.map(name => oneOf('--part', name, NAMES))
  const seed =
    values.seed === undefined ? freshSeed() : whole('--seed', values.seed, { min: 0, max: 0xffff_ffff })
  const seconds =
    values.seconds === undefined ? 60 : whole('--seconds', values.seconds, { min: 0, max: 86_400 })
  return { help: values.help === true, seconds, seed, parts }
}
