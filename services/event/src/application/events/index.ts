import { addReward } from './add-reward.ts'
import { changeEventStatus } from './change-event-status.ts'
import { createEvent } from './create-event.ts'
import { deleteEvent } from './delete-event.ts'
import { getEvent } from './get-event.ts'
import { listEvents } from './list-events.ts'
import { moveEvent } from './move-event.ts'
import type { EventPorts } from './ports.ts'
import { removeReward } from './remove-reward.ts'
import { sweepEvents } from './sweep-events.ts'
import { updateEvent } from './update-event.ts'
import { updateReward } from './update-reward.ts'

/** What can be done with event definitions: each use case once, over the same ports. */
export function eventUseCases(ports: EventPorts) {
  return {
    createEvent: createEvent(ports),
    getEvent: getEvent(ports),
    listEvents: listEvents(ports),
    updateEvent: updateEvent(ports),
    changeEventStatus: changeEventStatus(ports),
    moveEvent: moveEvent(ports),
    deleteEvent: deleteEvent(ports),
    addReward: addReward(ports),
    updateReward: updateReward(ports),
    removeReward: removeReward(ports),
    sweepEvents: sweepEvents(ports),
  }
}

export type EventUseCases = ReturnType<typeof eventUseCases>

export type { Editor, EventPorts, Sight } from './ports.ts'
