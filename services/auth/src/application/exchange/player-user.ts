import type { Stored } from '@rewards/store'
import { newPlayer, type Player, playerId } from '../../domain/player.ts'
import type { User } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'

/** The user of a player, made at first sight; of several calls at once one makes it, and all get the same. */
export async function playerUser(
  { users, now }: Pick<AuthPorts, 'users' | 'now'>,
  player: Player,
): Promise<Stored<User>> {
  const id = playerId(player)
  const known = await users.get(id)
  if (known) return known
  const value = newPlayer(player, now())
  if (await users.insertOnce(id, value)) return { id, rev: 1, value }
  const others = await users.get(id)
  if (!others) throw new Error(`the user ${id} was there and is gone`)
  return others
}
