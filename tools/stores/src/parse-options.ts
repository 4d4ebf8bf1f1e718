import { type ParseArgsConfig, parseArgs } from 'node:util'
import { StoresError } from './stores-error.ts'

/** The values of a command's options. Throws a `StoresError` of one sentence, which shows no value, for others. */
export function parseOptions<O extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values
  } catch (error) {
    const { code } = error as { code?: unknown }
    // What stands without an option may be an address with a password in it.
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL')
      throw new StoresError('there is an argument without an option; --help names the options')
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/[.\n]/)
    throw new StoresError(`${sentence}; --help names the options`)
  }
}
