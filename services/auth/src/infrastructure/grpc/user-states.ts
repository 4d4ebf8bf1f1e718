import type { MessageInitShape } from '@bufbuild/protobuf'
import { UserState as StateMessage, type UserSchema } from '@rewards/contracts/auth'
import type { User } from '../../domain/user.ts'
import { USER_STATES, type UserState } from '../../domain/user-state.ts'
import { timestampOf } from './times.ts'

/** The state of the contract; `undefined` for UNSPECIFIED and for those that this version does not know. */
export function stateOf(message: StateMessage): UserState | undefined {
  return USER_STATES.find(state => StateMessage[state] === message)
}

/** A filter by state; `undefined` when none is set. */
export function stateFilterOf(message: StateMessage): UserState | 'unknown' | undefined {
  return message === StateMessage.UNSPECIFIED ? undefined : (stateOf(message) ?? 'unknown')
}

/** What a user's message says of how the account stands. */
export function standingMessage({ standing, createdAtMs }: User): MessageInitShape<typeof UserSchema> {
  const { state, sinceMs, reason, untilMs } = standing ?? { state: 'ACTIVE', sinceMs: createdAtMs }
  return {
    state: StateMessage[state],
    stateSince: timestampOf(sinceMs),
    ...(reason !== undefined && { stateReason: reason }),
    ...(untilMs !== undefined && { suspendedUntil: timestampOf(untilMs) }),
  }
}
