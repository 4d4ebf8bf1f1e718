import type { Stored } from '@rewards/store'
import type { Event } from '../../domain/event.ts'
import { changeEventStatus } from './change-event-status.ts'
import type { ChangeRequest, Editor, EventPorts } from './ports.ts'

/** Changes the status to DELETED; nothing is taken out of the store. Throws as `changeEventStatus` does. */
export function deleteEvent(ports: EventPorts) {
  const changeStatus = changeEventStatus(ports)
  return (request: ChangeRequest, editor: Editor): Promise<Stored<Event>> =>
    changeStatus({ ...request, status: 'DELETED' }, editor)
}
