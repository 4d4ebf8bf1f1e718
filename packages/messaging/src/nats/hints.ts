import type { NatsConnection, Subscription } from '@nats-io/nats-core'
import type { Logger } from '../logger.ts'
import type { Link } from './link.ts'

/** Sends a hint, if connected. */
export function sendHint(link: Link, logger: Logger, subject: string): void {
  try {
    link.connection?.publish(subject)
  } catch (err) {
    logger.error({ err, subject }, 'hint not sent')
  }
}

/** Listens on every connection that the link has, until the returned function is called. */
export function listenForHints(
  link: Link,
  logger: Logger,
  subject: string,
  listener: () => void,
): () => void {
  let subscription: Subscription | undefined
  let subscribedOn: NatsConnection | undefined
  const callback = (err: Error | null): void => {
    try {
      if (err) throw err
      listener()
    } catch (thrown) {
      logger.error({ err: thrown, subject }, 'hint not heard')
    }
  }
  const stop = link.onUp(connection => {
    // The same connection again: the library has subscribed again by itself.
    if (connection === subscribedOn) return
    subscribedOn = connection
    subscription = connection.subscribe(subject, { callback })
  })
  return () => {
    stop()
    if (!subscription?.isClosed()) subscription?.unsubscribe()
  }
}
