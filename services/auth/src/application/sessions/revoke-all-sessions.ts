import { withoutOrigin } from '../../domain/session.ts'
import type { AuthPorts } from '../ports.ts'

const BATCH = 200

/**
 * Takes from every session of a user what says where it was used, and ends those that are open. Done again it does what is left,
 * so that whoever stopped in the middle can go on.
 */
export async function revokeAllSessions(
  { sessions, now }: Pick<AuthPorts, 'sessions' | 'now'>,
  userId: string,
): Promise<void> {
  const query = { index: 'by_user', equals: { userId }, limit: BATCH } as const
  let page = await sessions.page(query)
  for (;;) {
    await sessions.updateMany(
      page.items.map(({ id }) => ({ id, decide: session => session && withoutOrigin(session, now()) })),
    )
    if (!page.next) return
    page = await sessions.page({ ...query, after: page.next })
  }
}
