import { setTimeout as sleep } from 'node:timers/promises'
import { claimStream } from '@rewards/contracts/subjects'
import { Counter } from '../counter.ts'
import { mangled } from '../mangle/mangle.ts'
import { bytesOf } from '../message/to-bytes.ts'
import type { FuzzPart, FuzzTarget } from '../part.ts'
import { filledIn } from '../rpc/fill-in.ts'
import { Learned } from '../rpc/learned.ts'
import type { FuzzSystem } from '../system/fuzz-system.ts'
import { linesOf } from '../system/logs.ts'
import { watch } from '../system/watch.ts'
import { type MessageInput, messageInputs, SCHEMAS } from './message-inputs.ts'
import { callServer, publishRaw } from './raw-broker.ts'

const DURABLES = ['reward_claim_requested', 'event_claim_granted', 'event_claim_failed']

/** How long the consumers may take until nothing waits for them any more. */
const SETTLED_WITHIN_MS = 60_000

/** The consumers behind the broker. */
export const messages: FuzzPart<MessageInput> = {
  name: 'messages',
  says: 'any bytes and headers on the broker: each message is handled or a dead letter at once, healthy ones still pass',
  atOnce: 4,
  inputs: messageInputs,
  open: async ({ system }) => openMessages(await system()),
}

async function openMessages(system: FuzzSystem): Promise<FuzzTarget<MessageInput>> {
  const counter = new Counter()
  const watched = await watch(system)
  const learned = new Learned(system.accounts.protectedValues)
  const triedBefore = triedAgain(system).length
  return {
    counts: counter.counts,
    try: async input => {
      const refusal = await send(system, learned, input)
      counter.add(refusal === '' ? `sent to ${input.subject}` : 'refused by the broker')
      return []
    },
    finish: async () => {
      const settled = await settle(system.running.natsUrl)
      const again = triedAgain(system).slice(triedBefore)
      const letters = linesOf(system.running.dataDir).filter(line => line.includes('kept as a dead letter'))
      counter.counts.set('dead letters', letters.length)
      return [...settled, ...again.slice(0, 5), ...(await watched.problems())]
    },
    close: async () => undefined,
  }
}

function send(system: FuzzSystem, learned: Learned, input: MessageInput): Promise<string> {
  const schema = SCHEMAS.get(input.subject)
  if (!schema) throw new Error(`nothing is known of ${input.subject}`)
  const body = Buffer.from(bytesOf(schema, filledIn(input.message, system, learned, '')))
  const headers = mangled(Buffer.from(input.headers), input.headers === '' ? [] : input.headerMangles)
  return publishRaw(system.running.natsUrl, input.subject, headers, mangled(body, input.mangles))
}

/** What no repeat can help must not be repeated: each of these lines tells of a message that was. */
function triedAgain({ running }: FuzzSystem): string[] {
  return linesOf(running.dataDir)
    .filter(line => line.includes('will come again') || line.includes('not judged'))
    .map(line => `a message is tried again that can never be handled: ${line.slice(0, 500)}`)
}

/** Resolves when no message waits; with what still does when that takes too long. */
async function settle(url: string): Promise<string[]> {
  for (let waitedMs = 0; waitedMs < SETTLED_WITHIN_MS; waitedMs += 200) {
    const lags = await Promise.all(DURABLES.map(durable => lagOf(url, durable)))
    if (lags.every(lag => lag === 0)) return []
    await sleep(200)
  }
  const lags = await Promise.all(DURABLES.map(async durable => `${durable} ${await lagOf(url, durable)}`))
  return [`messages still wait after ${SETTLED_WITHIN_MS / 1_000} s: ${lags.join(', ')}`]
}

async function lagOf(url: string, durable: string): Promise<number> {
  const info = await callServer(url, `CONSUMER.INFO.${claimStream.name}.${durable}`)
  const { num_pending = 0, num_ack_pending = 0 } = info as { num_pending?: number; num_ack_pending?: number }
  return num_pending + num_ack_pending
}
