import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import type { DeadLetterSchema } from '@rewards/contracts/ops'
import { RewardsError } from '@rewards/errors'
import type { PageRequest } from '@rewards/paging'
import type { Stored } from '@rewards/store'
import type { DeadLetter } from './dead-letter.ts'
import { type DeadLetters, deadLetterNotFound } from './dead-letters.ts'

type DeadLetterMessage = MessageInitShape<typeof DeadLetterSchema>

/** Names one dead letter. */
interface Named {
  readonly deadLetterId: string
}

const LONGEST_PAYLOAD = 64 * 1024

/** The methods of a service's `DeadLetterService`, the same in all packages of the contract, on its dead letters. */
export function deadLetterHandlers(deadLetters: DeadLetters) {
  return {
    async listDeadLetters({ pageSize, pageToken }: PageRequest) {
      const { items, nextPageToken } = await deadLetters.list({ pageSize, pageToken })
      return { deadLetters: items.map(summaryOf), nextPageToken }
    },
    async getDeadLetter({ deadLetterId }: Named) {
      const letter = await deadLetters.get(deadLetterId)
      if (letter.value.state === 'CLEARED') throw deadLetterNotFound(deadLetterId)
      return { deadLetter: wholeOf(letter, deadLetters.bodyJson(letter.value)) }
    },
    async replayDeadLetter({ deadLetterId }: Named) {
      const { letter, cleared } = await deadLetters.replay(deadLetterId)
      if (!cleared) throw replayFailed(letter)
      return {}
    },
  }
}

function summaryOf({ id, value }: Stored<DeadLetter>): DeadLetterMessage {
  return {
    deadLetterId: id,
    consumer: value.consumer,
    documentId: value.document,
    subject: value.subject,
    error: value.error,
    count: value.count,
    firstAt: timestampFromMs(value.firstAt),
    lastAt: timestampFromMs(value.lastAt),
  }
}

function wholeOf(letter: Stored<DeadLetter>, bodyJson: string): DeadLetterMessage {
  const payload = Buffer.from(letter.value.payload, 'base64').subarray(0, LONGEST_PAYLOAD)
  return { ...summaryOf(letter), bodyJson, payload: new Uint8Array(payload) }
}

function replayFailed({ id, value }: Stored<DeadLetter>): RewardsError {
  const message = `the message failed again and is kept: ${value.error}`
  return new RewardsError('failed_precondition', 'REPLAY_FAILED', message, { metadata: { deadLetterId: id } })
}
