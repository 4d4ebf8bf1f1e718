/** The name of the broker's process. */
export const BROKER = 'broker'

/** What can be done to a system; `deals.ts` has how. */
export type FaultKind =
  /** kill -9. */
  | 'kill'
  /** SIGSTOP, and SIGCONT after a while. */
  | 'pause'
  /** SIGTERM; it is started again when it has ended. */
  | 'restart'
  /** The broker is killed and loses its storage. */
  | 'wipe'
  /** The broker is killed, and comes back with its storage as it was at an earlier moment. */
  | 'rollback'
  /** The broker is killed and stays away for a while. */
  | 'down'
  | 'stream-deleted'
  | 'consumer-deleted'
  /** Connections between two processes break, and no new one comes about for a while. */
  | 'cut'
  /** For a while nothing arrives, either way or one way only; then all of it does. */
  | 'black-hole'
  | 'one-way'
  /** For a while all is lost, and connections are of no use then. */
  | 'swallowed'
  | 'delayed'
  /** Connections break just when an answer comes back. */
  | 'answers-lost'
  /** A process's clock is off for a while. */
  | 'clock'
  /** A process's disk takes long over each commit for a while. */
  | 'disk-slow'
  /** No room is left for a while where a service keeps its files. */
  | 'disk-full'

/** The durables of the services, by which consumers are deleted. */
export const CONSUMERS = ['reward_claim_requested', 'event_claim_granted', 'event_claim_failed']
