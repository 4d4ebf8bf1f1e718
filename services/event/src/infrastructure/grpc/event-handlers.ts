import type { EventService } from '@rewards/contracts/event'
import { type CallContext, type Handlers, requireCaller } from '@rewards/rpc'
import type { Stored } from '@rewards/store'
import type { Editor, EventUseCases, Sight } from '../../application/events/index.ts'
import type { Event } from '../../domain/event.ts'
import { eventDraft, rewardDraft } from './event-drafts.ts'
import { eventMessage } from './event-messages.ts'
import { statusWord } from './event-words.ts'
import { msOf } from './timestamps.ts'

/** `EventService`: messages to use cases and back. */
export function eventHandlers(events: EventUseCases, now: () => number): Handlers<typeof EventService> {
  const answer = (event: Stored<Event>) => ({ event: eventMessage(event, now()) })
  return {
    async createEvent({ idempotencyKey, event }, context) {
      return answer(await events.createEvent({ idempotencyKey, draft: eventDraft(event) }, editor(context)))
    },
    async getEvent({ eventId }, context) {
      return answer(await events.getEvent(eventId, sight(context)))
    },
    async listEvents({ status, startsFrom, startsBefore, pageSize, pageToken }, context) {
      const filters = {
        status: statusWord(status),
        startsFromMs: msOf(startsFrom),
        startsBeforeMs: msOf(startsBefore),
      }
      const { items, nextPageToken } = await events.listEvents(
        { ...filters, pageSize, pageToken },
        sight(context),
      )
      return { events: items.map(item => eventMessage(item, now())), nextPageToken }
    },
    async updateEvent({ eventId, expectedRevision, event, updateMask }, context) {
      const request = { eventId, expectedRevision, draft: eventDraft(event), mask: updateMask?.paths ?? [] }
      return answer(await events.updateEvent(request, editor(context)))
    },
    async changeEventStatus({ eventId, expectedRevision, status }) {
      return answer(await events.changeEventStatus({ eventId, expectedRevision, status: statusWord(status) }))
    },
    async deleteEvent({ eventId, expectedRevision }) {
      return answer(await events.deleteEvent({ eventId, expectedRevision }))
    },
    async addReward({ eventId, expectedRevision, reward }) {
      return answer(await events.addReward({ eventId, expectedRevision, reward: rewardDraft(reward) }))
    },
    async updateReward({ eventId, expectedRevision, reward }) {
      return answer(await events.updateReward({ eventId, expectedRevision, reward: rewardDraft(reward) }))
    },
    async removeReward({ eventId, expectedRevision, rewardId }) {
      return answer(await events.removeReward({ eventId, expectedRevision, rewardId }))
    },
  }
}

function editor(context: CallContext): Editor {
  const { userId, token } = requireCaller(context)
  return { userId, token }
}

function sight(context: CallContext): Sight {
  return { seesDeleted: requireCaller(context).permissions.has('event.write') }
}
