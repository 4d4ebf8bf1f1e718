import { RewardsError } from '@rewards/errors'
import { claimId } from '../../../services/event/src/domain/claim.ts'
import { memoryDriver } from './memory-driver.ts'
import { EVENT_ID, raised } from './plan.ts'
import type { Command, Scenario } from './scenario.ts'
import { type Stores, World } from './world.ts'

/** More rounds than any backlog of a small world needs; time passes in each. */
const QUIET_ROUNDS = 40
const ROUND_MS = 70_000
const CALM_ROUNDS = 3
/** So long users still ask, while what stood still and what was late comes in between. */
const ASKING_ROUNDS = 6
/** The clocks of the processes differ by up to two hours; what is leased by a fast one is due to a slow one then. */
const SKEW_MS = 3 * 3_600_000

/** Plays a scenario to its quiet end. Rejects with `Violation` when a promise was broken. */
export async function play(scenario: Scenario, stores: Stores = memoryStores()): Promise<void> {
  const world = new World(scenario, stores)
  const run = new Run(world)
  await world.define(world.event)
  for (const { steps, command } of scenario.commands) {
    await world.surface.scheduler.run(steps, run.goesOn)
    await run.execute(command, scenario.users)
  }
  world.heal()
  await run.untilQuiet(scenario.users)
  run.throwIfViolated()
  world.checker.quiet()
  run.throwIfViolated()
  world.answers.check(world.checker.claims, (eventId, rewardId) => world.checker.issued(eventId, rewardId))
}

export function memoryStores(): Stores {
  return { event: memoryDriver(), reward: memoryDriver() }
}

class Run {
  readonly #world: World
  #violation: unknown

  constructor(world: World) {
    this.#world = world
  }

  readonly goesOn = (): boolean => (this.#violation ?? this.#world.checker.violation) === undefined

  throwIfViolated(): void {
    if (!this.goesOn()) throw this.#violation ?? this.#world.checker.violation
  }

  async execute(command: Command, users: number): Promise<void> {
    this.throwIfViolated()
    const world = this.#world
    switch (command.type) {
      case 'claim':
        return this.#claim(`usr_${command.user % users}`, command.key, command.process)
      case 'retry':
        return this.#retry(`usr_${command.user % users}`, command.process)
      case 'sweep':
        return this.#start(world.useCasesOf(command.process).sweepClaims())
      case 'scan': {
        const { scanBuckets } = world.useCasesOf(command.process)
        return this.#start(command.all ? scanBuckets.all() : scanBuckets.full())
      }
      case 'crash': {
        const all = [...world.eventProcesses, ...world.rewardProcesses]
        return all[command.process % all.length]?.crash()
      }
      case 'wipe':
        return world.broker.wipe()
      case 'advance':
        return world.surface.scheduler.advance(command.seconds * 1000)
      case 'raise':
        return world.define(raised(world.event, command.reward))
      case 'pause':
        return this.#pause(command.paused)
      case 'forbid':
        world.conditions.verdict = command.verdict
    }
  }

  /** Users ask until they get a final answer, late messages arrive, and the sweeps go on until nothing changes any more. */
  async untilQuiet(users: number): Promise<void> {
    const { scheduler } = this.#world.surface
    await this.#pause(false)
    await scheduler.advance(SKEW_MS)
    // The scan of the round after the last claim was closed frees what that one left behind.
    let calm = 0
    for (let round = 0; round < QUIET_ROUNDS && calm < CALM_ROUNDS && this.goesOn(); round++) {
      await scheduler.advance(ROUND_MS)
      this.#world.broker.deliverLate()
      if (round < ASKING_ROUNDS) this.#askAgain(users)
      for (let i = 0; i < this.#world.eventProcesses.length; i++) {
        const { sweepClaims, scanBuckets } = this.#world.useCasesOf(i)
        this.#start(sweepClaims().then(() => scanBuckets.all()))
      }
      await scheduler.drain(this.goesOn)
      const isOwed = [...this.#world.checker.claims.values()].some(claim => claim.dueAt !== undefined)
      calm = isOwed || round < ASKING_ROUNDS ? 0 : calm + 1
    }
  }

  #askAgain(users: number): void {
    const { random } = this.#world.surface
    for (let user = 0; user < users; user++) this.#claim(`usr_${user}`, undefined, random.below(2))
  }

  #claim(userId: string, keyNo: number | undefined, process: number): void {
    const key = keyNo === undefined ? undefined : `key${keyNo}`
    const { answers, event } = this.#world
    const call = answers.begin(claimId(EVENT_ID, userId), key)
    const request = { eventId: EVENT_ID, userId, idempotencyKey: key, token: '' }
    const told = this.#world.useCasesOf(process).claimReward(request)
    const units = () => this.#limited()
    const before = event.revision
    this.#start(
      told.then(
        acceptance => answers.accepted(call, acceptance),
        error => {
          answers.refused(call, error)
          // A raise while the call was on its way makes "sold out" a thing of the past.
          const wasRaised = this.#world.event.revision !== before
          if (isReason(error, 'OUT_OF_STOCK') && !wasRaised && key === undefined) answers.soldOut(units())
        },
      ),
    )
  }

  #limited() {
    return this.#world.event.rewards.flatMap(({ rewardId, stock }) =>
      stock === undefined ? [] : [{ eventId: EVENT_ID, rewardId, units: stock }],
    )
  }

  #retry(userId: string, process: number): void {
    const id = claimId(EVENT_ID, userId)
    const failedAttempt = this.#world.checker.claims.get(id)?.attempt ?? 1
    const { retryClaim } = this.#world.useCasesOf(process)
    this.#start(retryClaim({ claimId: id, failedAttempt, by: 'usr_operator', retries: 'everywhere' }))
  }

  async #pause(paused: boolean): Promise<void> {
    const { event } = this.#world
    const status = paused ? 'INACTIVE' : 'ACTIVE'
    if (event.status !== status) await this.#world.define({ ...event, status, revision: event.revision + 1 })
  }

  /** Something that a process does, whatever becomes of the process. Errors that callers may see are no violations. */
  #start(work: Promise<unknown>): void {
    work.catch(error => {
      if (!(error instanceof RewardsError)) this.#violation ??= error
    })
  }
}

function isReason(error: unknown, reason: string): boolean {
  return error instanceof RewardsError && error.reason === reason
}
