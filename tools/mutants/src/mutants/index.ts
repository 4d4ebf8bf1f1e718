import type { Mutant } from '../mutant.ts'
import { accounts } from './accounts.ts'
import { callers } from './callers.ts'
import { claims } from './claims.ts'
import { lists } from './lists.ts'
import { messages } from './messages.ts'
import { protocol } from './protocol.ts'
import { rewards } from './rewards.ts'
import { stores } from './stores.ts'

/** All of them. A further one is one more entry in one of these. */
export const MUTANTS: readonly Mutant[] = [
  ...messages,
  ...stores,
  ...claims,
  ...rewards,
  ...callers,
  ...accounts,
  ...lists,
  ...protocol,
]
