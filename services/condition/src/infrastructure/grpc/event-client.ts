import { EventService } from '@rewards/contracts/event'
import { type CallContext, type Channel, createClient } from '@rewards/rpc'
import type { Events } from '../../application/events.ts'
import { conditionDraft, msOf } from './mapping.ts'

/** The events of the event service, read with the caller's own token and within the caller's deadline. */
export function remoteEvents(channel: Channel): (context: CallContext) => Events {
  const client = createClient(EventService, channel)
  return context => ({
    async conditionsOf(eventId) {
      const token = context.caller?.token
      const { event } = await client.getEvent({ eventId }, { context, ...(token && { token }) })
      if (event === undefined) throw new Error('the event service answered without an event')
      const { conditions, startsAt, endsAt, timeZone } = event
      const window = { startMs: msOf(startsAt), endMs: msOf(endsAt), timeZone }
      return { conditions: conditions.map(conditionDraft), window }
    },
  })
}
