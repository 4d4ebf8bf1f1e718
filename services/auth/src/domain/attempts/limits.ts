import { atMost, type Rule, slower } from './count.ts'

/** So many in such a time. */
interface Rate {
  readonly calls: number
  readonly perMs: number
}

/** What is allowed of what costs a hash, tells who has an account, or is guessed at. */
export interface AttemptLimits {
  readonly signInsPerAddress: Rate
  readonly signInsInAll: Rate
  readonly freeSignIns: number
  readonly longestSignInWaitMs: number
  readonly signUpsPerAddress: Rate
  readonly signUpsPerAccount: Rate
  readonly signUpsInAll: Rate
  readonly resetsPerAddress: Rate
  readonly resetsPerAccount: Rate
  readonly resetsInAll: Rate
  readonly refusedTokensPerAddress: Rate
  readonly refusedTokensInAll: Rate
}

/**
 * `signIn`: a password is checked. `signUp`: an account is made. `reset`: a message is sent to somebody who says that they
 * forgot their password. `token`: a secret that is no password was refused.
 */
export type Attempt = 'signIn' | 'signUp' | 'reset' | 'token'

/** Who tries, and at what; absent is what is not known. */
export interface Trier {
  /** The network that it comes from. */
  readonly network?: string | undefined
  /** What the account is known by, whether there is one or not. */
  readonly account?: string | undefined
  /** A device from which the account was signed in to before. */
  readonly device?: string | undefined
}

/** One limit that holds for an attempt. */
export interface Limit {
  readonly name: string
  /** What it counts by. */
  readonly key: string
  readonly rule: Rule
}

/** In how many parts all attempts are counted, so that their writers do not meet in one document. */
const PARTS = 16

type RateName = { [K in keyof AttemptLimits]: AttemptLimits[K] extends Rate ? K : never }[keyof AttemptLimits]

/**
 * The limits that hold for an attempt. A known device has one of its own alone: what others do does not touch it. `random`,
 * 0 (included) to 1 (excluded), says in which part of all it is counted.
 */
export function limitsOn(
  attempt: Attempt,
  { network, account, device }: Trier,
  limits: AttemptLimits,
  random: number,
): readonly Limit[] {
  const rated = (name: RateName, who: string | undefined) => limitOf(name, who, atMost(limits[name]))
  const inAll = (name: RateName) => {
    const { calls, perMs } = limits[name]
    const rule = atMost({ calls: Math.ceil(calls / PARTS), perMs })
    return limitOf(name, String(Math.floor(random * PARTS)), rule)
  }
  const passwords = slower({ free: limits.freeSignIns, longestMs: limits.longestSignInWaitMs })
  switch (attempt) {
    case 'signIn':
      if (device !== undefined) return limitOf('signInsPerDevice', device, passwords)
      return [
        ...rated('signInsPerAddress', network),
        ...limitOf('signInsPerAccount', account, passwords),
        ...inAll('signInsInAll'),
      ]
    case 'signUp':
      return [
        ...rated('signUpsPerAddress', network),
        ...rated('signUpsPerAccount', account),
        ...inAll('signUpsInAll'),
      ]
    case 'reset':
      return [
        ...rated('resetsPerAddress', network),
        ...rated('resetsPerAccount', account),
        ...inAll('resetsInAll'),
      ]
    case 'token':
      return [...rated('refusedTokensPerAddress', network), ...inAll('refusedTokensInAll')]
  }
}

/** None where it is not known by whom to count. */
function limitOf(name: string, who: string | undefined, rule: Rule): readonly Limit[] {
  return who === undefined ? [] : [{ name, key: `${name} ${who}`, rule }]
}
