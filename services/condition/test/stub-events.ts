import type { MessageInitShape } from '@bufbuild/protobuf'
import { type EventSchema, EventService } from '@rewards/contracts/event'
import { RewardsError } from '@rewards/errors'
import { createServer, type TokenVerifier } from '@rewards/rpc'
import { stub } from './stub.ts'
import { quiet } from './stub-auth.ts'

/** An event server that knows these events, and who asked for them. */
export async function startEvents(verifier: TokenVerifier) {
  const events = new Map<string, MessageInitShape<typeof EventSchema>>()
  const readers: (string | undefined)[] = []
  const service = stub(EventService, {
    async getEvent({ eventId }, { caller }) {
      readers.push(caller?.userId)
      const event = events.get(eventId)
      if (!event) throw new RewardsError('not_found', 'EVENT_NOT_FOUND', `there is no event ${eventId}`)
      return { event }
    },
  })
  const server = createServer({ services: [service], verifier, logger: quiet })
  const port = await server.listen('127.0.0.1', 0)
  return { events, readers, port, close: () => server.close(0) }
}
