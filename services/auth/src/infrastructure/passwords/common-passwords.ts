import { dictionary } from '@zxcvbn-ts/language-common'

/** Shorter ones are refused for their length. */
const SHORTEST = 10

const COMMON = new Set(dictionary['passwords-common'].filter(password => password.length >= SHORTEST))

/**
 * Whether it is one of the 49,000 commonest passwords of published leaks, as `@zxcvbn-ts/language-common` lists them: some
 * 1,600 of them are long enough to be asked for. Case, and letters of another width or style, make no difference.
 */
export function isCommonPassword(password: string): boolean {
  return COMMON.has(password.normalize('NFKC').toLowerCase())
}
