import { setTimeout as sleep } from 'node:timers/promises'
import { create } from '@bufbuild/protobuf'
import { ClaimRequestedSchema, RewardType } from '@rewards/contracts/reward'
import { connectNats, DEAD_LETTERS, DeadLetters, type Messaging } from '@rewards/messaging'
import type { Store } from '@rewards/store'
import { BenchError } from '../bench-error.ts'
import type { FloorTime } from './floor-time.ts'

const SUBJECT = 'bench.message'
/** On their way at once; far below what the publisher keeps for a silent broker. */
const MOST_UNDER_WAY = 1_000
const CONNECT_WITHIN_MS = 10_000

const BODY = create(ClaimRequestedSchema, {
  claimId: 'evt_0123456789abcdefghij:usr_0123456789abcdefghij:once',
  attempt: 1,
  eventId: 'evt_0123456789abcdefghij',
  userId: 'usr_0123456789abcdefghij',
  rewards: [{ rewardId: 'rwd_points', type: RewardType.POINT, amount: 100n }],
})

/** How many messages a second are published and handled, through the broker's file storage, by handlers that do nothing. */
export async function messagesPerSecond(
  natsUrl: string,
  store: Store,
  { forMs, signal }: FloorTime,
): Promise<number> {
  const messaging = connect(natsUrl, store)
  try {
    await untilConnected(messaging, signal)
    return await pump(messaging, forMs, signal)
  } finally {
    await messaging.close()
  }
}

async function pump(messaging: Messaging, forMs: number, signal: AbortSignal): Promise<number> {
  let [published, handled] = [0, 0]
  messaging.consume({
    durable: 'bench',
    subject: SUBJECT,
    schema: ClaimRequestedSchema,
    document: ({ claimId }) => claimId,
    handle: async () => void handled++,
  })
  const send = () => {
    messaging.publish({ subject: SUBJECT, schema: ClaimRequestedSchema, body: BODY })
    published++
  }
  // The consumer is declared once the first one comes back.
  for (; handled === 0; await sleep(50, undefined, { signal })) send()
  const [startedAt, before] = [performance.now(), handled]
  for (; performance.now() < startedAt + forMs; await sleep(0, undefined, { signal }))
    while (published < handled + MOST_UNDER_WAY) send()
  return ((handled - before) * 1_000) / (performance.now() - startedAt)
}

function connect(servers: string, store: Store): Messaging {
  const warn = (fields: object, message: string) =>
    process.stderr.write(`  ${message} ${JSON.stringify(fields)}\n`)
  return connectNats({
    servers,
    name: 'bench',
    stream: { name: 'BENCH', subjects: [SUBJECT], maxBytes: 16 * 1_024 * 1_024 },
    deadLetters: new DeadLetters({ letters: store.collection(DEAD_LETTERS), now: Date.now }),
    logger: { info: () => undefined, warn, error: warn },
    newId: kind => `${kind}_0123456789abcdefghij`,
    random: Math.random,
  })
}

async function untilConnected(messaging: Messaging, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; !messaging.connected; waitedMs += 50) {
    if (waitedMs >= CONNECT_WITHIN_MS) throw new BenchError('the broker does not answer')
    await sleep(50, undefined, { signal })
  }
}
