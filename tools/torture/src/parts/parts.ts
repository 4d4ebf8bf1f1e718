import { answersLost } from './answers-lost.ts'
import { authClosed } from './auth-closed.ts'
import { badBytes } from './bad-bytes.ts'
import { brokerLost } from './broker-lost.ts'
import { clocks } from './clocks.ts'
import { crashPoints } from './crash-points.ts'
import { deploys } from './deploys.ts'
import { faultsMixed } from './faults-mixed.ts'
import { fullDisk } from './full-disk.ts'
import { fullyGranted } from './fully-granted.ts'
import { gatewayBounded } from './gateway-bounded.ts'
import { grantedOnce } from './granted-once.ts'
import { heals } from './heals.ts'
import { kills } from './kills.ts'
import { mutants } from './mutants.ts'
import { oneClaim } from './one-claim.ts'
import type { Part } from './part.ts'
import { poison } from './poison.ts'
import { stock } from './stock.ts'

/** All parts of the proof, in the order in which they run. A further one is one more line. */
export const PARTS: readonly Part[] = [
  kills,
  oneClaim,
  grantedOnce,
  brokerLost,
  stock,
  fullyGranted,
  poison,
  gatewayBounded,
  authClosed,
  heals,
  answersLost,
  fullDisk,
  clocks,
  deploys,
  crashPoints,
  badBytes,
  mutants,
  faultsMixed,
]
