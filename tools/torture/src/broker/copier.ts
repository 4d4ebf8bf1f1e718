import { setTimeout as sleep } from 'node:timers/promises'
import type { Msg } from '@nats-io/nats-core'
import { connect } from '@nats-io/transport-node'
import { claimStream } from '@rewards/contracts/subjects'
import type { Random } from '../random.ts'

/** Publishes every message of a claim again, so that all of them come several times, late and out of order. */
export interface Copier {
  /** How many messages of the services' were heard. */
  readonly heard: number
  /** How many copies were published. */
  readonly copies: number
  /** Resolves when no copy is owed and nothing new was heard for a second. */
  quiet(signal: AbortSignal): Promise<void>
  /** Publishes nothing any more. */
  stop(): Promise<void>
}

const LONGEST_DELAY_MS = 500
/** One copy in so many comes much later than the others. */
const LATE_ONE_IN = 20
const LATE_MS = 4_000
const QUIET_MS = 1_000

/**
 * Each message comes once and up to `most` times more. Copies carry no headers, by which they are told from what the services
 * publish.
 */
export async function startCopier(natsUrl: string, random: Random, most: number): Promise<Copier> {
  const connection = await connect({ servers: natsUrl, maxReconnectAttempts: -1 })
  const pending = new Set<NodeJS.Timeout>()
  const counts = { heard: 0, copies: 0, lastHeardAt: Date.now() }
  const copy = ({ subject, data }: Msg) => {
    const longestMs = random.chance(1 / LATE_ONE_IN) ? LATE_MS : LONGEST_DELAY_MS
    const timer = setTimeout(
      () => {
        pending.delete(timer)
        connection.publish(subject, data)
        counts.copies++
      },
      random.between(0, longestMs),
    )
    pending.add(timer)
  }
  const [subject] = claimStream.subjects
  connection.subscribe(subject, {
    callback: (err, message) => {
      if (err || !message.headers) return
      counts.heard++
      counts.lastHeardAt = Date.now()
      for (let copies = random.between(0, most); copies > 0; copies--) copy(message)
    },
  })
  await connection.flush()
  return {
    get heard() {
      return counts.heard
    },
    get copies() {
      return counts.copies
    },
    async quiet(signal) {
      while (pending.size > 0 || Date.now() - counts.lastHeardAt < QUIET_MS)
        await sleep(100, undefined, { signal })
    },
    async stop() {
      for (const timer of pending) clearTimeout(timer)
      await connection.close()
    },
  }
}
