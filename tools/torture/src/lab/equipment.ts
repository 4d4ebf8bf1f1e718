import { join } from 'node:path'
import type { AdaptEnvironment } from '@rewards/launcher'
import { Dials } from '../dials/dials.ts'
import { mountSmallDisk, type SmallDisk } from '../disks/small-disk.ts'
import { Network } from '../network/network.ts'
import type { ProviderBehaviour } from '../provider/behaviour.ts'

/** What a system is started with so that it can be mistreated. */
export interface Wanted {
  /** Ways between all processes. */
  readonly network?: boolean
  /**
   * A clock of its own for each. Auth's is an hour ahead from the start: what it signs is then valid by every clock of a run,
   * and what is shown is that nothing else goes by them either.
   */
  readonly clocks?: boolean
  /** A disk for each that can be slow; where stores are files. */
  readonly slowDisks?: boolean
  /** Small file systems under the stores of event and of reward. */
  readonly disks?: boolean
  /** A way to each gateway that loses answers. */
  readonly lossyAnswers?: boolean
  /** How the provider behaves, where not as badly as in most runs. */
  readonly provider?: Partial<ProviderBehaviour>
  /** Every message of a claim comes several times, late and out of order. */
  readonly copies?: boolean
}

/** What there is of it. */
export interface Equipment extends AsyncDisposable {
  readonly network?: Network
  readonly clocks?: Dials
  readonly slowDisks?: Dials
  readonly disks?: ReadonlyMap<string, SmallDisk>
  /** Why there are no disks though they were wanted. */
  readonly noDisks?: string
  readonly adapt: AdaptEnvironment
}

const HOUR_MS = 3_600_000
const WITH_DISKS = ['event', 'reward']
/** Room for twice as long a load as any part is under; filled, it is memory. */
const DISK_MIB = 128

/** To be had before the system is started, and given back after its end. */
export async function equip(
  wanted: Wanted,
  { folder, replicas }: { readonly folder: string; readonly replicas: number },
): Promise<Equipment> {
  await using ends = new AsyncDisposableStack()
  const network = wanted.network ? ends.use(await Network.open(replicas)) : undefined
  const clocks = wanted.clocks ? new Dials(join(folder, 'clocks'), 'clock', { auth: HOUR_MS }) : undefined
  const slowDisks = wanted.slowDisks ? new Dials(join(folder, 'slow-disks'), 'slow-disk') : undefined
  const mounted = wanted.disks ? await mountDisks(join(folder, 'disks'), ends) : undefined
  const disks = mounted && 'missing' in mounted ? undefined : mounted
  const kept = ends.move()
  return {
    ...(network && { network }),
    ...(clocks && { clocks }),
    ...(slowDisks && { slowDisks }),
    ...(disks && { disks }),
    ...(mounted && 'missing' in mounted && { noDisks: mounted.missing }),
    adapt: adapting([network?.adapt, clocks?.adapt, slowDisks?.adapt, disks && onDisks(disks)]),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function mountDisks(
  folder: string,
  ends: AsyncDisposableStack,
): Promise<ReadonlyMap<string, SmallDisk> | { readonly missing: string }> {
  const disks = new Map<string, SmallDisk>()
  for (const service of WITH_DISKS) {
    const disk = await mountSmallDisk(join(folder, service), DISK_MIB)
    if ('missing' in disk) return disk
    ends.defer(() => disk.unmount())
    disks.set(service, disk)
  }
  return disks
}

function onDisks(disks: ReadonlyMap<string, SmallDisk>): AdaptEnvironment {
  return ({ service }, env) => {
    const disk = disks.get(service)
    return disk ? { ...env, REWARDS_DATA_DIR: disk.folder } : env
  }
}

function adapting(all: readonly (AdaptEnvironment | undefined)[]): AdaptEnvironment {
  return async (self, env) => {
    let adapted = env
    for (const adapt of all) if (adapt) adapted = await adapt(self, adapted)
    return adapted
  }
}
