import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, condition, MAY, value } from './builders.ts'
import { killReplicas, startReplica } from './replica.ts'
import { startWorld, type World } from './world.ts'

let world: World
let service: { token: string }

beforeAll(async () => {
  world = await startWorld()
  service = await world.asService()
})
afterAll(() => {
  killReplicas()
  return world.close()
})

async function purchases({ client }: Pick<World, 'client'>, userId: string): Promise<unknown> {
  const conditions = [condition({ type: 'PURCHASE_COUNT', value: value(0) })]
  const { results } = await client.evaluateConditions({ userId, conditions, window: MAY }, service)
  return results[0]?.measured?.kind.value
}

/** Waits until the first of the user's purchases are committed. */
async function someAreThere(userId: string): Promise<void> {
  while ((await purchases(world, userId)) === 0);
}

const batchOf = (userId: string, size: number) =>
  Array.from({ length: size }, () => activity({ userId, type: 'PURCHASE' }))

describe('the process', { timeout: 60_000 }, () => {
  it('keeps what it acknowledged when it is killed right after', async () => {
    const activities = batchOf('usr_killed', 200)
    const first = await startReplica(world.env)
    expect(await first.client.recordActivities({ activities }, service)).toMatchObject({ recorded: 200 })
    expect(await first.end('SIGKILL')).toBe('SIGKILL')

    const second = await startReplica(world.env)
    expect(await purchases(second, 'usr_killed')).toBe(200)
    const again = await second.client.recordActivities({ activities }, service)
    expect(again).toMatchObject({ recorded: 0, repeated: 200, different: [] })
    await second.end('SIGKILL')
  })

  it('records each fact once when it is killed in the middle and asked again', async () => {
    const activities = batchOf('usr_midway', 1_000)
    const first = await startReplica(world.env)
    const call = first.client.recordActivities({ activities }, service)
    const outcome = call.then(
      () => 'answered',
      () => 'not answered',
    )
    await someAreThere('usr_midway')
    await first.end('SIGKILL')
    const before = Number(await purchases(world, 'usr_midway'))
    if ((await outcome) === 'answered') expect(before).toBe(1_000)
    const again = await world.client.recordActivities({ activities }, service)
    expect(again).toMatchObject({ recorded: 1_000 - before, repeated: before })
    expect(await purchases(world, 'usr_midway')).toBe(1_000)
  })

  it('shares its store with another one: each fact once, and seen by both', async () => {
    const replica = await startReplica(world.env)
    const fact = activity({ userId: 'usr_shared', type: 'PURCHASE' })
    const report = ({ client }: Pick<World, 'client'>) => client.recordActivity({ activity: fact }, service)
    const answers = await Promise.all(Array.from({ length: 64 }, (_, at) => report(at % 2 ? world : replica)))
    expect(answers.filter(({ recorded }) => recorded)).toHaveLength(1)
    expect([await purchases(world, 'usr_shared'), await purchases(replica, 'usr_shared')]).toEqual([1, 1])
    await replica.end('SIGKILL')
  })

  it('answers what is under way, and then ends, when it is told to stop', async () => {
    const replica = await startReplica(world.env)
    const call = replica.client.recordActivities({ activities: batchOf('usr_stopped', 1_000) }, service)
    await someAreThere('usr_stopped')
    const [answer, code] = await Promise.all([call, replica.end('SIGTERM')])
    expect([answer.recorded, code]).toEqual([1_000, 0])
    expect(await purchases(world, 'usr_stopped')).toBe(1_000)
  })

  it('says what is wrong with its configuration and does not start', () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
    const env = { REWARDS_CONDITION_PORT: 'many' }
    const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toBe(
      'condition did not start: REWARDS_CONDITION_PORT is "many"; allowed is a port, 0 to 65535\n',
    )
  })
})
