import { setTimeout as sleep } from 'node:timers/promises'
import { claimStream } from '@rewards/contracts/subjects'
import type { Dials } from '../dials/dials.ts'
import type { SmallDisk } from '../disks/small-disk.ts'
import type { Network } from '../network/network.ts'
import type { Traffic, Way } from '../network/way.ts'
import type { Target } from '../system/target.ts'
import { TortureError } from '../torture-error.ts'
import type { FaultKind } from './kinds.ts'
import type { Fault } from './plan.ts'

/** What faults are dealt to. */
export interface Mistreated {
  readonly target: Target
  /** Stops as it stands whoever may not be killed, for some seconds. */
  readonly pause?: () => Promise<void>
  /** The ways between processes; absent: they are connected without. */
  readonly network?: Network
  /** Absent: all have the machine's. */
  readonly clocks?: Dials
  /** Absent: all disks are as fast as they are. */
  readonly slowDisks?: Dials
  /** By the service; one that is not here has room. */
  readonly disks?: ReadonlyMap<string, SmallDisk>
  readonly signal: AbortSignal
}

/** Deals a fault; resolves when it is over, but for the processes that are being started. */
export function deal(mistreated: Mistreated, fault: Fault): Promise<void> {
  return DEALS[fault.kind](mistreated, fault)
}

type Deal = (mistreated: Mistreated, fault: Fault) => Promise<void>

const BACK_HELD: Traffic = { there: 'open', back: 'held' }
const HELD: Traffic = { there: 'held', back: 'held' }
const SWALLOWED: Traffic = { there: 'swallowed', back: 'swallowed' }
const DELAYED: Traffic = { there: { delayMs: 150 }, back: { delayMs: 150 } }
/** So many answers are lost on each way. */
const ANSWERS_LOST = 3

const DEALS: Readonly<Record<FaultKind, Deal>> = {
  kill: ({ target }, { victim }) => target.kill(victim),
  pause,
  restart: ({ target }, { victim }) => target.restart(victim),
  wipe: ({ target }) => target.broker.wipe(),
  rollback: ({ target }) => target.broker.rollBack(),
  down: ({ target, signal }, { lastsMs }) => target.broker.down(() => lasting(lastsMs, signal)),
  'stream-deleted': ({ target }) => target.broker.deleteStream(claimStream.name),
  'consumer-deleted': ({ target }, { victim }) => target.broker.deleteConsumer(claimStream.name, victim),
  cut: onWays(way => way.bar()),
  'black-hole': onWays(way => {
    way.traffic = HELD
  }),
  'one-way': onWays(way => {
    way.traffic = BACK_HELD
  }),
  swallowed: onWays(way => {
    way.traffic = SWALLOWED
  }),
  delayed: onWays(way => {
    way.traffic = DELAYED
  }),
  'answers-lost': onWays(way => way.loseAnswers(ANSWERS_LOST)),
  clock: onDial(({ clocks }) => clocks),
  'disk-slow': onDial(({ slowDisks }) => slowDisks),
  'disk-full': diskFull,
}

async function pause({ target, pause, signal }: Mistreated, { victim, lastsMs }: Fault): Promise<void> {
  if (!target.victims.includes(victim)) return pause?.()
  const goOn = await target.pause(victim)
  await lasting(lastsMs, signal).finally(goOn)
}

/** For a while something is done to all ways between the victims and the other. */
function onWays(spoil: (way: Way) => void): Deal {
  return async ({ network, signal }, { victim, other, lastsMs }) => {
    const ways = network?.between(named(victim), named(other)) ?? []
    if (ways.length === 0) throw new TortureError(`there is no way from ${victim} to ${other}`)
    for (const way of ways) spoil(way)
    await lasting(lastsMs, signal).finally(() => {
      for (const way of ways) way.heal()
    })
  }
}

/** For a while a process goes by another figure. */
function onDial(which: (mistreated: Mistreated) => Dials | undefined): Deal {
  return async (mistreated, { victim, byMs, lastsMs }) => {
    const dials = which(mistreated)
    dials?.set(victim, byMs ?? 0)
    await lasting(lastsMs, mistreated.signal).finally(() => dials?.set(victim, 0))
  }
}

async function diskFull({ disks, signal }: Mistreated, { victim, lastsMs }: Fault): Promise<void> {
  const full = [...(disks ?? [])].flatMap(([service, disk]) => (named(victim).test(service) ? [disk] : []))
  if (full.length === 0) throw new TortureError(`${victim} has no small disk`)
  for (const disk of full) disk.fill()
  await lasting(lastsMs, signal).finally(() => {
    for (const disk of full) disk.free()
  })
}

/** `*` is everybody. */
function named(name: string | undefined): RegExp {
  return name === undefined || name === '*' ? /./ : new RegExp(`^${name}$`)
}

function lasting(ms: number | undefined, signal: AbortSignal): Promise<void> {
  return sleep(ms ?? 0, undefined, { signal })
}
