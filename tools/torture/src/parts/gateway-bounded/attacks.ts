import type { Attack } from './attack.ts'
import { bombs } from './attacks/bombs.ts'
import { headers } from './attacks/headers.ts'
import { silence } from './attacks/silence.ts'
import { streams } from './attacks/streams.ts'

/** Everything that is tried. A further attack is one more file and one more line. */
export const ATTACKS: readonly Attack[] = [bombs, headers, silence, streams]
