import { inParallel } from '../in-parallel.ts'
import type { EventEntry } from '../log/entries.ts'
import type { World } from '../system/world.ts'
import { makeEvent } from './events.ts'
import type { EventKind } from './kinds.ts'
import { bringPlayers } from './players.ts'
import type { Claimer } from './stage.ts'

export interface Crowd {
  readonly users: readonly Claimer[]
  readonly events: readonly EventEntry[]
}

const EVENTS_AT_ONCE = 4

/** Brings so many players and opens an event of each of these kinds; all of them are in the log. */
export async function gatherCrowd(
  world: World,
  { players, kinds }: { readonly players: number; readonly kinds: readonly EventKind[] },
): Promise<Crowd> {
  const { gateways, operator, signal, log, say } = world
  say(`bringing ${players} players and opening ${kinds.length} events …`)
  const users = await bringPlayers(gateways, operator, players, signal)
  for (const { userId, meetsConditions } of users) log.write({ type: 'user', userId, meetsConditions })
  const events = await inParallel([...kinds.entries()], EVENTS_AT_ONCE, ([no, kind]) =>
    makeEvent({ gateways, operator, signal }, no, kind),
  )
  for (const event of events) log.write(event)
  return { users, events }
}
