import { type ParseArgsConfig, parseArgs } from 'node:util'
import { ArgumentError } from './argument-error.ts'

/** What a command line says of these options; pure. Throws an `ArgumentError`, which shows no value, for what is none of them. */
export function optionsOf<O extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values
  } catch (error) {
    throw new ArgumentError(`${sentenceOf(error as NodeJS.ErrnoException)}; --help names the options`)
  }
}

/** The first sentence of several. What stands without an option may be an address with a password in it. */
function sentenceOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return 'there is an argument without an option'
  return message.split(/[.\n]/)[0] ?? message
}
