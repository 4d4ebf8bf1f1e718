import { auditedCollection } from '@rewards/audit'
import { retryAfter } from '@rewards/errors'
import { DEAD_LETTER, DEAD_LETTERS, type DeadLetter, DeadLetters } from '@rewards/messaging'
import type { Store } from '@rewards/store'
import {
  type ClaimUseCases,
  claimUseCases,
} from '../../../../../../services/event/src/application/claims/index.ts'
import type { ClaimPorts } from '../../../../../../services/event/src/application/claims/ports.ts'
import { CLAIM, EVENT } from '../../../../../../services/event/src/infrastructure/audit/kinds.ts'
import { consumeAnswers } from '../../../../../../services/event/src/infrastructure/nats/answers.ts'
import { asksOver } from '../../../../../../services/event/src/infrastructure/nats/asks.ts'
import { collections } from '../../../../../../services/event/src/infrastructure/store/collections.ts'
import type { Process } from '../steps/process.ts'
import { watchedPort } from '../steps/watched-port.ts'
import { storeLost } from './lost.ts'
import { messagingOf } from './messaging.ts'
import type { Surroundings } from './surroundings.ts'

/** An event service as its composition root makes it, without its doors; what it waits for are steps of the process. */
export interface EventProcess {
  readonly process: Process
  readonly claims: ClaimUseCases
  close(): Promise<void>
}

export function startEvent(process: Process, store: Store, world: Surroundings): EventProcess {
  const { now, random } = world
  const newId = (kind: string) => world.newId(kind)
  const kept = <T extends object>(port: string, collection: T): T =>
    watchedPort(process, port, collection, storeLost)
  const letters = auditedCollection<DeadLetter>(store.collection(DEAD_LETTERS), DEAD_LETTER, newId)
  const deadLetters = new DeadLetters({ letters: kept('letters', letters), now })
  const messaging = messagingOf(process, world.broker, deadLetters)
  const claims = claimUseCases({
    events: kept('events', auditedCollection(store.collection(collections.events), EVENT, newId)),
    buckets: kept('buckets', store.collection(collections.buckets)),
    claims: kept('claims', auditedCollection(store.collection(collections.claims), CLAIM, newId)),
    refusals: kept('refusals', store.collection(collections.refusals)),
    conditions: conditionsOf(process, world),
    ask: asksOver(messaging),
    changed: () => undefined,
    stockIsShort: () => undefined,
    now,
    newId,
    random,
  })
  consumeAnswers(messaging, claims.recordOutcomes)
  return { process, claims, close: () => store.close() }
}

/** Another service answers; of this one's calls each is a step. */
function conditionsOf(process: Process, { meetsConditions }: Surroundings): ClaimPorts['conditions'] {
  const conditions: ClaimPorts['conditions'] = {
    evaluate: async token => ({ met: meetsConditions(token), results: [] }),
  }
  const lost = () => retryAfter(1_000, 'CONDITION_DOWN', 'the condition service does not answer')
  return watchedPort(process, 'conditions', conditions, lost)
}
