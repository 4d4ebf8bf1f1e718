import { derivedId } from './derived-id.ts'
import { roleSet } from './role.ts'
import type { User } from './user.ts'

/** Somebody whom a partner signs in itself: whose player, and which. */
export interface Player {
  readonly partner: string
  /** The partner's own id of the player, as the partner writes it. */
  readonly subject: string
}

/**
 * The user's id of a player. It follows from the player, so that the users are the mapping: insert-once, one user per partner
 * and player, and no second document that could disagree.
 */
export function playerId({ partner, subject }: Player): string {
  return derivedId('usr', 'player', partner, subject)
}

/** The user that a player gets at first sight, which is a use of it. */
export function newPlayer(player: Player, nowMs: number): User {
  return {
    kind: 'PLAYER',
    player,
    displayName: 'Player',
    roles: roleSet([]),
    createdAtMs: nowMs,
    usedAtMs: nowMs,
  }
}
