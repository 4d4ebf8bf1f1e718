import { type ParseArgsConfig, parseArgs } from 'node:util'
import { TortureError } from './torture-error.ts'

/** What a command line says of these options, as texts. Throws a `TortureError` for what is none of them. */
export function textsOf<O extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values
  } catch (err) {
    const [sentence] = (err instanceof Error ? err.message : String(err)).split(/[.\n]/)
    throw new TortureError(`${sentence}; --help names the options`)
  }
}
