/** How an account may stand, in the contract's order. */
export const USER_STATES = ['ACTIVE', 'DORMANT', 'SUSPENDED', 'BANNED', 'PENDING', 'DELETED'] as const

export type UserState = (typeof USER_STATES)[number]

/** `everything`: all that the roles carry. `reading`: as a USER, without changing anything. `nothing`: no token. */
export type Allowance = 'everything' | 'reading' | 'nothing'

/** What each state allows. */
export const ALLOWANCES: Readonly<Record<UserState, Allowance>> = {
  ACTIVE: 'everything',
  DORMANT: 'everything',
  SUSPENDED: 'reading',
  BANNED: 'nothing',
  PENDING: 'reading',
  DELETED: 'nothing',
}

/** Who changes a state: somebody with `user.moderate`, time, a sign-in, a verified address, or the deletion. */
export type Changer = 'moderator' | 'time' | 'sign-in' | 'verification' | 'deletion'

/** Every change of state that there is, and who makes it. */
export const STATE_CHANGES: readonly (readonly [from: UserState, to: UserState, by: readonly Changer[]])[] = [
  ['ACTIVE', 'DORMANT', ['time']],
  ['ACTIVE', 'SUSPENDED', ['moderator']],
  ['ACTIVE', 'BANNED', ['moderator']],
  ['ACTIVE', 'DELETED', ['deletion']],
  ['DORMANT', 'ACTIVE', ['sign-in', 'moderator']],
  ['DORMANT', 'SUSPENDED', ['moderator']],
  ['DORMANT', 'BANNED', ['moderator']],
  ['DORMANT', 'DELETED', ['deletion']],
  ['SUSPENDED', 'ACTIVE', ['moderator', 'time']],
  ['SUSPENDED', 'PENDING', ['moderator', 'time']],
  ['SUSPENDED', 'SUSPENDED', ['moderator']],
  ['SUSPENDED', 'BANNED', ['moderator']],
  ['SUSPENDED', 'DELETED', ['deletion']],
  ['BANNED', 'ACTIVE', ['moderator']],
  ['BANNED', 'PENDING', ['moderator']],
  ['BANNED', 'SUSPENDED', ['moderator']],
  ['BANNED', 'BANNED', ['moderator']],
  ['BANNED', 'DELETED', ['deletion']],
  ['PENDING', 'ACTIVE', ['verification']],
  ['PENDING', 'SUSPENDED', ['moderator']],
  ['PENDING', 'BANNED', ['moderator']],
  ['PENDING', 'DELETED', ['deletion']],
]

/** Whether this one may make this change. */
export function mayChange(from: UserState, to: UserState, by: Changer): boolean {
  return STATE_CHANGES.some(([one, other, changers]) => one === from && other === to && changers.includes(by))
}
