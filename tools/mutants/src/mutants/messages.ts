import type { Mutant } from '../mutant.ts'

const MESSAGING = 'packages/messaging/src'
const DELIVERY = 'packages/messaging/test/delivery.test.ts'
const CLAIMS = 'services/event/src/application/claims'

/** What carries messages, and what is believed of it. */
export const messages: readonly Mutant[] = [
  {
    name: 'ack-before-commit',
    breaks: 'a message is acknowledged when its handler has done its work, not before',
    edits: [
      {
        file: `${MESSAGING}/judge.ts`,
        find: "await within(options.handleWithinMs, 'the handler', work)",
        replace: "void within(options.handleWithinMs, 'the handler', work).catch(() => undefined)",
      },
    ],
    caughtBy: { file: DELIVERY, titles: 'that throws, at once or later' },
  },
  {
    name: 'ack-before-write',
    breaks: 'an ask is acknowledged when the grants are written, not before',
    edits: [
      {
        file: 'services/reward/src/infrastructure/nats/claim-requested.ts',
        find: 'async () => grantRewards(requestOf(body))',
        replace: 'async () => void grantRewards(requestOf(body)).catch(() => undefined)',
      },
    ],
    caughtBy: { file: 'services/reward/test/claim-requested.test.ts', titles: '' },
  },
  {
    name: 'answer-acked-unread',
    breaks: 'an answer is acknowledged when the claim has it, not before',
    edits: [
      {
        file: 'services/event/src/infrastructure/nats/answers.ts',
        find: 'await recordOutcomes({',
        replace: 'void recordOutcomes({',
      },
    ],
    caughtBy: {
      file: 'services/event/test/claim-messages.test.ts',
      titles: 'an answer for a claim that there is not',
    },
  },
  {
    name: 'dead-letter-believed',
    breaks: 'a message is given up when its dead letter is stored, not before',
    edits: [
      {
        file: `${MESSAGING}/judge.ts`,
        find: 'await record({ consumer: receiver.durable, document, subject, type, payload, error })',
        replace:
          'void record({ consumer: receiver.durable, document, subject, type, payload, error }).catch(() => undefined)',
      },
    ],
    caughtBy: { file: DELIVERY, titles: 'comes again while its dead letter cannot be stored' },
  },
  {
    name: 'dedupe-window-trusted',
    breaks: 'the broker takes nothing for a duplicate: a repeated ask is delivered again',
    edits: [
      {
        file: `${MESSAGING}/nats/publisher.ts`,
        find: '{ headers: this.#headers(message) }',
        replace:
          "{ headers: (all => (all.set('Nats-Msg-Id', Buffer.from(payload).toString('base64url').slice(0, 60)), all))(this.#headers(message)) }",
      },
    ],
    caughtBy: { file: DELIVERY, titles: 'nothing is taken for a duplicate' },
  },
  {
    name: 'publish-ack-believed',
    breaks: 'a claim that was asked for stays owed until it is answered',
    edits: [
      {
        file: `${CLAIMS}/ask-for.ts`,
        find: 'claim.changedAtMs,\n  })',
        replace:
          'claim.changedAtMs,\n  })\n  void (ports as ClaimPorts).claims\n    .update(id, found => {\n      if (found?.state !== "REQUESTED") return undefined\n      const { dueAt: _, ...rest } = found\n      return rest\n    })\n    .catch(() => undefined)',
      },
    ],
    caughtBy: { scenarios: 20_000 },
  },
  {
    name: 'sweep-off',
    breaks: 'what is owed is asked for again',
    edits: [
      {
        file: 'services/event/src/event-service.ts',
        find: "start('sweep claims', everyMs, sweepClaims)",
        replace: "start('sweep claims', everyMs, async () => void sweepClaims)",
      },
    ],
    caughtBy: { file: 'services/event/test/claim-messages.test.ts', titles: 'an ask that was swallowed' },
  },
  {
    name: 'broker-not-declared-anew',
    breaks: 'a broker that lost its stream and consumers gets them again',
    edits: [
      {
        file: `${MESSAGING}/nats/consumer-loop.ts`,
        find: 'if (LOST.has(type)) messages.stop()',
        replace: "if (LOST.has(type) && type === '') messages.stop()",
      },
      {
        file: `${MESSAGING}/nats/consumer-loop.ts`,
        find: 'abort_on_missing_resource: true',
        replace: 'abort_on_missing_resource: false',
      },
    ],
    caughtBy: {
      file: 'packages/messaging/test/healing.test.ts',
      titles: 'when the (stream|consumer) is deleted',
    },
  },
  {
    name: 'stranger-read-as-ours',
    breaks: 'a message of another type is no message of ours, whatever its bytes can be read as',
    edits: [
      {
        file: `${MESSAGING}/receiver.ts`,
        find: "if (type !== '' && type !== schema.typeName)",
        replace: "if (type === '?')",
      },
    ],
    caughtBy: { file: DELIVERY, titles: '' },
  },
]
