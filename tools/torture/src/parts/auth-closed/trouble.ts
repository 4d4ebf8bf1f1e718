import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from '@connectrpc/connect'
import { reasonOf, refused } from '../../gateways/outcome.ts'
import { untilFinal } from '../../gateways/until-final.ts'
import { Account } from '../../stage/accounts.ts'
import type { World } from '../../system/world.ts'
import { unlessAborted } from '../../unless-aborted.ts'

const BETWEEN_KILLS_MS = 1_500
const FRESH_EVERY_MS = 500

/** What was done to auth, and what became of tokens meanwhile. */
export interface Troubled {
  readonly rotations: number
  readonly kills: number
  /** Tokens that were got meanwhile and shown at once. */
  readonly fresh: number
  /** A sentence for each good token that was called bad. */
  readonly problems: readonly string[]
}

/**
 * Makes a new signing key so often, rests after each, and all the while kills auth's processes in turn. Somebody signs in
 * again and again, and shows the new token at once. Stops when aborted.
 */
export async function trouble(world: World, rotations: number, restMs: number): Promise<Troubled> {
  const over = new AbortController()
  const stop = AbortSignal.any([over.signal, world.signal])
  const rotateAll = async () => {
    for (let rotated = 0; rotated < rotations; rotated++) {
      await rotate(world)
      await sleep(restMs, undefined, { signal: stop })
    }
    over.abort()
  }
  try {
    const [, kills, shown] = await Promise.all([
      rotateAll(),
      killAuth(world, stop),
      showFreshTokens(world, stop),
    ])
    return { rotations, kills, ...shown }
  } finally {
    over.abort()
  }
}

async function rotate({ gateways, operator, signal }: World): Promise<void> {
  const options = await operator.options(signal)
  await untilFinal('a rotation of keys', () => gateways.any().auth.rotateSigningKey({}, options), signal)
}

async function killAuth(world: World, stop: AbortSignal): Promise<number> {
  const { target, say } = world
  const victims = target.victims.filter(name => /^auth(-\d+)?$/.test(name))
  for (let kills = 0; ; kills++) {
    const victim = victims[kills % victims.length]
    if (!victim || !(await rested(BETWEEN_KILLS_MS, stop))) return kills
    // The other does its work by then: on a machine that is slow to start them, nobody could ever sign in.
    if (victims.length > 1) await unlessAborted(target.ready(victim), world.signal)
    await target.runs(victim)
    await target.kill(victim)
    if (kills % 10 === 9) say(`${kills + 1} kills of auth`)
  }
}

async function showFreshTokens(
  { gateways, target, signal }: World,
  stop: AbortSignal,
): Promise<Pick<Troubled, 'fresh' | 'problems'>> {
  const problems: string[] = []
  for (let fresh = 0; ; fresh++) {
    if (!(await rested(FRESH_EVERY_MS, stop))) return { fresh, problems }
    const account = await Account.signIn(gateways, target.admin, signal)
    const options = await account.options(signal)
    const error = await gateways
      .any()
      .claims.listMyClaims({}, options)
      .then(() => undefined, ConnectError.from)
    if (error && refused(error).kind === 'failed') problems.push(`a fresh token: ${reasonOf(error)}`)
  }
}

/** False when it was stopped. */
async function rested(ms: number, stop: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined)
  return !stop.aborted
}
