import type { Logger } from '../logger.ts'
import type { Messaging } from '../port.ts'
import { listenForHints, sendHint } from './hints.ts'
import { Link, type LinkOptions } from './link.ts'

/** Messaging for those who send and hear hints alone. */
export type Hints = Pick<Messaging, 'hint' | 'onHint' | 'connected' | 'close'>

export interface HintsOptions extends Pick<LinkOptions, 'servers' | 'name'> {
  readonly logger: Logger
}

/** Hints over core NATS. Returns at once and connects by itself, whenever the broker is there. */
export function openHints({ servers, name, logger }: HintsOptions): Hints {
  const link = new Link({ servers, name, pingMs: 10_000, logger })
  return {
    hint: subject => sendHint(link, logger, subject),
    onHint: (subject, listener) => listenForHints(link, logger, subject, listener),
    get connected() {
      return link.connection !== undefined
    },
    close: () => link.close(2_000),
  }
}
