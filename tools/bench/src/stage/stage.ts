import { readFirstAdmin } from '@rewards/launcher'
import type { Channel } from '@rewards/rpc'
import type { BenchOptions } from '../arguments.ts'
import { BenchError } from '../bench-error.ts'
import { Claimable } from './claimable.ts'
import { type EventKind, makeEvents } from './events.ts'
import { signIn } from './partner.ts'
import { Users } from './users.ts'

/** Who claims, and what can be claimed. */
export interface Stage extends Readonly<Record<EventKind, Claimable>> {
  readonly users: Users
}

/** Plain events for each one of the dearer kinds. */
const PLAIN_FOR_ONE_OTHER = 20

/** Brings all users and makes all events, so that nothing of that is left to be measured. */
export async function setStage(
  gateway: Channel,
  dataDir: string,
  options: Pick<BenchOptions, 'users' | 'events'>,
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
): Promise<Stage> {
  const admin = readFirstAdmin(dataDir)
  if (!admin) throw new BenchError('the system left no first administrator')
  const { token } = await signIn(gateway, admin)
  say(`bringing ${options.users} users …`)
  const users = await Users.bring(gateway, token, options.users, signal)
  const make = async (kind: EventKind, count: number) => {
    say(`making ${count} ${kind} events …`)
    const eventIds = await makeEvents(gateway, token, { kind, count, users: options.users })
    return new Claimable(users.all, eventIds)
  }
  const others = Math.ceil(options.events / PLAIN_FOR_ONE_OTHER)
  return {
    users,
    plain: await make('plain', options.events),
    limited: await make('limited', others),
    conditioned: await make('conditioned', others),
  }
}
