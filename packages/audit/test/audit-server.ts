import { AuditService } from '@rewards/contracts/event'
import { createLogger, type Life } from '@rewards/process'
import {
  callerOf,
  createClient,
  createServer,
  implement,
  openChannel,
  type TokenVerifier,
} from '@rewards/rpc'
import { type Collection, storeOver } from '@rewards/store'
import {
  AUDIT_ENTRIES,
  type AuditedCall,
  type AuditLink,
  auditedCollection,
  withAuditedCall,
} from '../src/index.ts'
import { openAudit } from '../src/service/index.ts'
import type { Place } from './places.ts'
import { DOOR, DOORS, type Door, newId } from './world.ts'

/** A token is the caller's role and name, `AUDITOR/usr_a`. */
const verifier: TokenVerifier = {
  async verify(token) {
    const [role = '', userId = ''] = token.split('/')
    return callerOf({ userId, roles: [role], expiresAtMs: Number.MAX_SAFE_INTEGER }, token)
  },
}

export type AuditServer = Awaited<ReturnType<typeof auditServer>>

/** An `AuditService` over real gRPC on the documents of this place. */
export async function auditServer(place: Place) {
  const steps: (() => Promise<void> | void)[] = []
  const logger = createLogger({ service: 'test', level: 'silent' })
  const life: Pick<Life, 'logger' | 'onStop'> = { logger, onStop: (_name, stop) => void steps.push(stop) }
  const store = storeOver(await place.open([DOORS, AUDIT_ENTRIES]))
  life.onStop('store', () => store.close())
  const doors = auditedCollection<Door>(store.collection(DOORS), DOOR, newId)
  const links: Collection<AuditLink> = store.collection(AUDIT_ENTRIES)
  const audit = openAudit({ store, audited: [DOORS], now: Date.now, sweepEveryMs: 10 }, life)
  const services = [implement(AuditService, audit.handlers)]
  const server = createServer({ services, verifier, logger, onRefused: audit.onRefused })
  life.onStop('server', () => server.close(0))
  const port = await server.listen('127.0.0.1', 0)
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [AuditService] })
  life.onStop('client', () => channel.close())
  const entries = async () =>
    (await links.page({ index: 'by_sequence', limit: 1_000 })).items.map(item => item.value)
  return {
    client: createClient(AuditService, channel),
    entries,
    async open(id: string, call: AuditedCall) {
      await withAuditedCall(call, () => doors.update(id, () => ({ open: true })))
    },
    /** Waits for the sweep. */
    async untilMoved(count: number) {
      while ((await entries()).length < count) await new Promise(resolve => setTimeout(resolve, 10))
    },
    async stop() {
      for (let step = steps.pop(); step; step = steps.pop()) await step()
    },
  }
}
