import { crashPoints } from './crash-points.ts'
import { fullyGranted } from './fully-granted.ts'
import { grantedOnce } from './granted-once.ts'
import { kills } from './kills.ts'
import { oneClaim } from './one-claim.ts'
import type { Part } from './part.ts'
import { poison } from './poison.ts'
import { stock } from './stock.ts'

/** All parts of the proof, in the order in which they run. A further one is one more line. */
export const PARTS: readonly Part[] = [kills, oneClaim, grantedOnce, stock, fullyGranted, poison, crashPoints]
