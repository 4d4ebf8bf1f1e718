import { groupPersonId } from '../../domain/membership.ts'
import type { AuthPorts } from '../ports.ts'

/** Lets a user be found by a group that they are about to come into. To be called before the user's document says so. */
export async function noteInGroup(
  { groupPeople, now }: Pick<AuthPorts, 'groupPeople' | 'now'>,
  { groupId, userId }: { readonly groupId: string; readonly userId: string },
): Promise<void> {
  await groupPeople.insertOnce(groupPersonId(groupId, userId), { groupId, userId, sinceMs: now() })
}
