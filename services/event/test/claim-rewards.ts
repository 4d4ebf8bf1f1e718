import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import {
  ClaimFailedSchema,
  ClaimGrantedSchema,
  type ClaimRequested,
  ClaimRequestedSchema,
  OutcomeState,
} from '@rewards/contracts/reward'
import { claimStream, subjects } from '@rewards/contracts/subjects'
import { connectNats, DEAD_LETTERS, DeadLetters } from '@rewards/messaging'
import { newId } from '@rewards/process'
import { openSqliteStore } from '@rewards/store'
import { quiet } from './claim-callers.ts'
import { until } from './claim-until.ts'

/** What a provider says to a reward of an ask. `none`: nothing yet. */
export type Say = 'grant' | 'reject' | 'none'

/** How one reward is answered; asked once for each attempt that (re)opens its grant. */
export type Script = (ask: ClaimRequested, rewardId: string) => Say

interface Grant {
  readonly state: 'GRANTED' | 'REJECTED'
  readonly generation: number
}

/** A reward service that follows the protocol and lets the test play the providers. */
export class ScriptedRewards {
  /** Every ask that arrived, in order. */
  readonly asked: ClaimRequested[] = []
  /** claim → reward → how often its effect took place. */
  readonly effects = new Map<string, number>()
  /** `false`: asks are swallowed. */
  listens = true
  script: Script = () => 'grant'
  readonly #grants = new Map<string, Grant>()
  readonly #messaging: ReturnType<typeof connectNats>
  readonly #close: () => Promise<void>

  constructor(messaging: ReturnType<typeof connectNats>, close: () => Promise<void>) {
    this.#messaging = messaging
    this.#close = close
    messaging.consume({
      durable: 'reward_claim_requested',
      subject: subjects.claimRequested,
      schema: ClaimRequestedSchema,
      document: ask => ask.claimId,
      handle: async ({ body }) => {
        this.asked.push(body)
        if (this.listens) this.answer(body)
      },
    })
  }

  get connected(): boolean {
    return this.#messaging.connected
  }

  /** The asks for this claim. */
  asksFor(claimId: string): readonly ClaimRequested[] {
    return this.asked.filter(ask => ask.claimId === claimId)
  }

  /** How many units of this reward took effect. */
  granted(eventId: string, rewardId: string): number {
    const keys = [...this.effects.keys()]
    return keys.filter(key => key.startsWith(`${eventId}:`) && key.endsWith(`:${rewardId}`)).length
  }

  /** Answers the last ask for this claim, again if it was answered before; waits for one. */
  async answerFor(claimId: string): Promise<void> {
    await until(`${claimId} is asked for`, () => this.asksFor(claimId).length > 0)
    const ask = this.asksFor(claimId).at(-1)
    if (ask) this.answer(ask)
  }

  /** Answers as the reward service would: the whole vector, or what is granted so far. */
  answer(ask: ClaimRequested): void {
    const grants = ask.rewards.map(({ rewardId }) => ({ rewardId, grant: this.#decide(ask, rewardId) }))
    const outcomes = grants.flatMap(({ rewardId, grant }) => (grant ? [outcome(rewardId, grant)] : []))
    const isDecided = grants.every(({ grant }) => grant)
    if (isDecided && grants.some(({ grant }) => grant?.state === 'REJECTED')) this.fail(ask, outcomes)
    else
      this.grant(
        ask,
        outcomes.filter(({ state }) => state === OutcomeState.GRANTED),
      )
  }

  grant({ claimId, attempt }: Named, outcomes: Outcomes): void {
    const body = create(ClaimGrantedSchema, { claimId, attempt, outcomes })
    this.#messaging.publish({ subject: subjects.claimGranted, schema: ClaimGrantedSchema, body })
  }

  fail({ claimId, attempt }: Named, outcomes: Outcomes): void {
    const body = create(ClaimFailedSchema, { claimId, attempt, outcomes })
    this.#messaging.publish({ subject: subjects.claimFailed, schema: ClaimFailedSchema, body })
  }

  close(): Promise<void> {
    return this.#close()
  }

  #decide(ask: ClaimRequested, rewardId: string): Grant | undefined {
    const id = `${ask.claimId}:${rewardId}`
    const before = this.#grants.get(id)
    if (before && (before.state === 'GRANTED' || before.generation >= ask.attempt)) return before
    const say = this.script(ask, rewardId)
    if (say === 'none') return undefined
    if (say === 'grant') this.effects.set(id, (this.effects.get(id) ?? 0) + 1)
    const grant = { state: say === 'grant' ? 'GRANTED' : 'REJECTED', generation: ask.attempt } as const
    this.#grants.set(id, grant)
    return grant
  }
}

/** An attempt of a claim. */
export type Named = Pick<ClaimRequested, 'claimId' | 'attempt'>
type Outcomes = NonNullable<MessageInitShape<typeof ClaimGrantedSchema>['outcomes']>

function outcome(rewardId: string, { state, generation }: Grant) {
  const reason = state === 'REJECTED' ? 'REFUSED_BY_SCRIPT' : ''
  return { rewardId, state: OutcomeState[state], generation, reason }
}

/** Starts one beside this broker. */
export async function startRewards(natsUrl: string): Promise<ScriptedRewards> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-scripted-'))
  const store = await openSqliteStore({ file: join(folder, 'reward.db'), collections: [DEAD_LETTERS] })
  const messaging = connectNats({
    servers: natsUrl,
    name: 'reward',
    stream: claimStream,
    deadLetters: new DeadLetters({ letters: store.collection(DEAD_LETTERS), now: Date.now }),
    logger: quiet,
    newId,
    random: Math.random,
  })
  return new ScriptedRewards(messaging, async () => {
    await messaging.close()
    await store.close()
    await rm(folder, { recursive: true })
  })
}
