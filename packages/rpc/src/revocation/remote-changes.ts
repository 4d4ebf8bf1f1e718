import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import { status } from '@grpc/grpc-js'
import { AccessFeedService, type ListAccessChangesResponse } from '@rewards/contracts/auth'
import type { Channel } from '../channel.ts'
import { createClient } from '../client.ts'
import { RemoteFailure } from '../grpc-errors.ts'
import type { AccessChanges, AccessChangesSource } from './access-changes.ts'

/** More than a reading takes; who waits for it gives up on silence much earlier. */
const TIMEOUT_MS = 60_000

/** The changes as auth tells them, over a channel to it. An auth that is too old to know of any has none. */
export function accessChangesOf(channel: Channel): AccessChangesSource {
  const feed = createClient(AccessFeedService, channel)
  return async function* (sinceMs, signal) {
    const request = { since: timestampFromMs(sinceMs) }
    try {
      for await (const part of feed.listAccessChanges(request, { signal, timeoutMs: TIMEOUT_MS }))
        yield changesOf(part)
    } catch (error) {
      if (!(error instanceof RemoteFailure) || error.code !== status.UNIMPLEMENTED) throw error
      yield { readAtMs: sinceMs, users: [], endedSessions: [], revokedKeyIds: [] }
    }
  }
}

function changesOf(part: ListAccessChangesResponse): AccessChanges {
  const { readAt, users, endedSessions, revokedKeyIds } = part
  return {
    readAtMs: readAt ? timestampMs(readAt) : Number.NEGATIVE_INFINITY,
    users: users.flatMap(({ userId, accessRevision, changedAt }) =>
      changedAt ? [{ userId, accessRevision, changedAtMs: timestampMs(changedAt) }] : [],
    ),
    endedSessions: endedSessions.flatMap(({ sessionId, endedAt }) =>
      endedAt ? [{ sessionId, endedAtMs: timestampMs(endedAt) }] : [],
    ),
    revokedKeyIds,
  }
}
