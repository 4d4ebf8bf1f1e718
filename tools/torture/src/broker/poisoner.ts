import { create, toBinary } from '@bufbuild/protobuf'
import { headers, type Msg } from '@nats-io/nats-core'
import { connect } from '@nats-io/transport-node'
import { ClaimGrantedSchema, ClaimRequestedSchema } from '@rewards/contracts/reward'
import { claimStream, subjects } from '@rewards/contracts/subjects'
import type { Random } from '../random.ts'

/** A message that its consumer can never handle as things are. */
export interface Poison {
  readonly subject: string
  readonly payload: Uint8Array
}

/** Publishes poison among the services' messages. */
export interface Poisoner {
  /** Whether it does at this moment. */
  isOn: boolean
  /** How many messages of the services' were heard while it was on. */
  readonly heard: number
  readonly published: readonly Poison[]
  /** Publishes one more; the broker has it when this resolves. */
  publish(poison: Poison): Promise<void>
  stop(): Promise<void>
}

/** One in so many messages is poison. */
const ONE_IN = 100
const TYPE_HEADER = 'rewards-type'

export async function startPoisoner(natsUrl: string, random: Random): Promise<Poisoner> {
  const connection = await connect({ servers: natsUrl, maxReconnectAttempts: -1 })
  const published: Poison[] = []
  const send = (poison: Poison, type?: string) => {
    const all = headers()
    if (type !== undefined) all.set(TYPE_HEADER, type)
    connection.publish(poison.subject, poison.payload, type === undefined ? {} : { headers: all })
    published.push(poison)
  }
  const poisoner = { isOn: false, heard: 0, published }
  const [subject] = claimStream.subjects
  const hear = (message: Msg) => {
    // What carries an id is the services' own.
    if (!poisoner.isOn || !message.headers?.get('rewards-id')) return
    poisoner.heard++
    if (poisoner.heard % ONE_IN === 0) send(...oddOne(message.subject, random, published.length))
  }
  connection.subscribe(subject, {
    callback: (err, message) => {
      if (!err) hear(message)
    },
  })
  await connection.flush()
  return Object.assign(poisoner, {
    publish: async (poison: Poison) => {
      send(poison)
      await connection.flush()
    },
    stop: () => connection.close(),
  })
}

/** Bytes that say nothing, a stranger's message, or one that names what there is not; no two are the same. */
function oddOne(subject: string, random: Random, no: number): [Poison, type?: string] {
  const noise = Buffer.from(Array.from({ length: random.between(8, 200) }, () => random.between(0, 255)))
  const claimId = `evt_poison${no}:usr_poison:once`
  const isRequest = subject === subjects.claimRequested
  const missing = isRequest
    ? toBinary(ClaimRequestedSchema, create(ClaimRequestedSchema, { claimId, attempt: no % 2 }))
    : toBinary(ClaimGrantedSchema, create(ClaimGrantedSchema, { claimId, attempt: 1 }))
  return random.pick<[Poison, type?: string]>([
    [{ subject, payload: noise }],
    [{ subject, payload: noise }, 'google.protobuf.StringValue'],
    [{ subject, payload: missing }],
  ])
}

/** An answer to a claim that there is not yet: it can be handled once there is. */
export function earlyAnswer(claimId: string): Poison {
  const message = create(ClaimGrantedSchema, { claimId, attempt: 1 })
  return { subject: subjects.claimGranted, payload: toBinary(ClaimGrantedSchema, message) }
}
