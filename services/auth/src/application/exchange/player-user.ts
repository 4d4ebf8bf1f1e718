import type { Stored } from '@rewards/store'
import { newPlayer, type Player, playerText } from '../../domain/player.ts'
import type { User } from '../../domain/user.ts'
import type { KeyedHash } from '../keyed-hash.ts'
import type { AuthPorts } from '../ports.ts'

/** The user of a player, made at first sight; of several calls at once one makes it, and all get the same. */
export async function playerUser(
  { users, keyedHash, now }: Pick<AuthPorts, 'users' | 'keyedHash' | 'now'>,
  player: Player,
): Promise<Stored<User>> {
  const id = await playerId(keyedHash, player)
  const known = await users.get(id)
  if (known) return known
  const value = newPlayer(player, now())
  if (await users.insertOnce(id, value)) return { id, rev: 1, value }
  const others = await users.get(id)
  if (!others) throw new Error(`the user ${id} was there and is gone`)
  return others
}

/**
 * The user's id of a player. It follows from the player, so that the users are the mapping: insert-once, one user per partner
 * and player, and no second document that could disagree. A pseudonym: without the system's key nobody can tell whose it is.
 */
async function playerId(keyedHash: KeyedHash, player: Player): Promise<string> {
  const hash = await keyedHash('player', playerText(player))
  return `usr_${hash.toString('hex').slice(0, 32)}`
}
