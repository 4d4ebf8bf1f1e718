import type { SubjectTokens } from '../../application/ports.ts'

/** A partner's own ids of its players: believed, since the partner has proven itself and has signed the player in. */
export const playerIds: SubjectTokens = { subjectOf: async playerId => playerId }
