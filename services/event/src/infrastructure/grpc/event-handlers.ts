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
    async listEvents({ status, ownerGroupId, startsFrom, startsBefore, pageSize, pageToken }, context) {
      const filters = {
        ownerGroupId,
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
    async changeEventStatus({ eventId, expectedRevision, status }, context) {
      const request = { eventId, expectedRevision, status: statusWord(status) }
      return answer(await events.changeEventStatus(request, editor(context)))
    },
    async moveEvent({ eventId, expectedRevision, ownerGroupId }, context) {
      const request = { eventId, expectedRevision, ownerGroupId: ownerGroupId || undefined }
      return answer(await events.moveEvent(request, editor(context)))
    },
    async deleteEvent({ eventId, expectedRevision }, context) {
      return answer(await events.deleteEvent({ eventId, expectedRevision }, editor(context)))
    },
    async addReward({ eventId, expectedRevision, reward }, context) {
      const request = { eventId, expectedRevision, reward: rewardDraft(reward) }
      return answer(await events.addReward(request, editor(context)))
    },
    async updateReward({ eventId, expectedRevision, reward }, context) {
      const request = { eventId, expectedRevision, reward: rewardDraft(reward) }
      return answer(await events.updateReward(request, editor(context)))
    },
    async removeReward({ eventId, expectedRevision, rewardId }, context) {
      return answer(await events.removeReward({ eventId, expectedRevision, rewardId }, editor(context)))
    },
  }
}

function editor(context: CallContext): Editor {
  const caller = requireCaller(context)
  const { userId, token } = caller
  return { userId, token, changes: caller.scopeOf('event.write') }
}

function sight(context: CallContext): Sight {
  return { changes: requireCaller(context).scopeOf('event.write') }
}
