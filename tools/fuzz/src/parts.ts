import { files } from './files/files.ts'
import { logs } from './files/logs.ts'
import { launcher } from './launcher/launcher.ts'
import { messages } from './messages/messages.ts'
import { numbers } from './numbers/numbers.ts'
import type { FuzzPart } from './part.ts'
import { rpc } from './rpc/rpc.ts'
import { tokens } from './tokens/tokens.ts'

/** What is attacked. A further part is one more line. */
export const PARTS: readonly FuzzPart[] = [rpc, messages, tokens, numbers, launcher, files, logs]
