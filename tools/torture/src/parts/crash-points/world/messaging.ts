import { type DescMessage, toBinary } from '@bufbuild/protobuf'
import type { Consumer, DeadLetters, Messaging, Outgoing } from '@rewards/messaging'
import { type JudgeOptions, judge, type Verdict } from '../../../../../../packages/messaging/src/judge.ts'
import { receiverOf } from '../../../../../../packages/messaging/src/receiver.ts'
import type { Process } from '../steps/process.ts'
import { callerOf } from '../steps/site.ts'
import type { Broker, Message } from './broker.ts'

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }
/** Handlers of a run wait for files alone. */
const HANDLE_WITHIN_MS = 5_000

/** The messaging of a process over the broker of a run: what decides on messages is the real thing, only the wire is not. */
export function messagingOf(
  process: Process,
  broker: Broker,
  deadLetters: DeadLetters,
): Pick<Messaging, 'publish' | 'consume'> {
  const publish = <D extends DescMessage>({ subject, schema, body }: Outgoing<D>): void => {
    const send = () => broker.send({ subject, type: schema.typeName, payload: toBinary(schema, body) })
    process.tell({ port: 'messaging', method: `publish ${subject}`, site: callerOf(publish), send })
  }
  return { publish, consume: consumer => consume(process, broker, deadLetters, consumer) }
}

function consume<D extends DescMessage>(
  process: Process,
  broker: Broker,
  deadLetters: DeadLetters,
  consumer: Consumer<D>,
): void {
  const receiver = receiverOf(consumer)
  deadLetters.register(receiver)
  const options: JudgeOptions = {
    logger: QUIET,
    record: failure => deadLetters.record(failure),
    delayMs: () => 0,
    handleWithinMs: HANDLE_WITHIN_MS,
  }
  const handled = async (message: Message) => {
    const verdict = await judge(receiver, { ...message, messageId: '' }, options)
    return verdict.kind === 'again' ? verdict : acknowledged(process, verdict)
  }
  const deliver = (message: Message) => process.run(consumer.durable, () => handled(message))
  broker.subscribe(consumer.subject, { process, deliver })
}

const ACKNOWLEDGING = { position: '', label: 'broker', command: undefined }

/** An acknowledgement that is lost brings the message again. */
async function acknowledged(process: Process, verdict: Verdict): Promise<Verdict> {
  const site = ACKNOWLEDGING
  try {
    await process.step({ port: 'messaging', method: 'ack', site, work: async () => undefined, lost })
    return verdict
  } catch {
    return { kind: 'again', delayMs: 0 }
  }
}

function lost(): Error {
  return new Error('the broker heard of no acknowledgement')
}
