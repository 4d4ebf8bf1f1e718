import { roleSet } from './role.ts'
import type { User } from './user.ts'

/** Somebody whom a partner signs in itself: whose player, and which. */
export interface Player {
  readonly partner: string
  /** The partner's own id of the player, as the partner writes it. */
  readonly subject: string
}

/** The player in one text; no two players have the same. */
export function playerText({ partner, subject }: Player): string {
  return JSON.stringify([partner, subject])
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
