import { setTimeout as sleep } from 'node:timers/promises'
import { RewardsError } from '@rewards/errors'
import { expect, test } from 'vitest'
import { answering, type Caller, callerOf, type Replica, startReplica } from './replica.ts'

const auth = { token: 'any' }
const patience = { timeout: 20_000 }

/** Calls without a pause, so many at a time, until stopped; what became of all of them, by name or reason. */
function calling({ client }: Caller, method: 'read' | 'write', atOnce: number) {
  const outcomes = new Map<string, number>()
  let stopped = false
  const loop = async () => {
    while (!stopped) {
      const outcome = await client[method]({}, auth).then(({ text }) => text, reasonOf)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  }
  const loops = Array.from({ length: atOnce }, loop)
  const stop = async () => {
    stopped = true
    await Promise.all(loops)
    return [...outcomes.keys()].toSorted((a, b) => a.localeCompare(b))
  }
  return { stop, outcomes }
}

function reasonOf(error: unknown): string {
  return error instanceof RewardsError ? `${error.kind} ${error.reason}` : String(error)
}

/** Kills it without a word and starts it again on its port. */
async function killed(replica: Replica): Promise<Replica> {
  replica.signal('SIGKILL')
  await replica.gone
  return startReplica(replica.name, { port: replica.port })
}

test('two hundred calls in flight at each of two kills: all that may be repeated succeed', async () => {
  await using one = await startReplica('one')
  await using two = await startReplica('two')
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  const calls = calling(caller, 'read', 200)
  let current = two
  for (let kill = 0; kill < 2; kill++) {
    await sleep(300)
    const next = await killed(current)
    await using _ = current
    current = next
    await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  }
  await using _ = current
  expect(await calls.stop()).toEqual(['one', 'two'])
}, 120_000)

test('what may not be repeated fails as unavailable when its replica is killed, and the next calls go elsewhere', async () => {
  await using one = await startReplica('one')
  await using two = await startReplica('two', { delayMs: 50 })
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  const calls = calling(caller, 'write', 20)
  await sleep(300)
  two.signal('SIGKILL')
  await two.gone
  await sleep(300)
  expect(await calls.stop()).toEqual(['one', 'two', 'unavailable UNREACHABLE'])
  for (let i = 0; i < 20; i++) expect(await caller.client.write({}, auth)).toMatchObject({ text: 'one' })
}, 60_000)

test('a call that was never sent goes to another replica, whatever it does', async () => {
  await using one = await startReplica('one')
  using caller = callerOf({ port: 1 }, one, { port: 2 })
  for (let i = 0; i < 20; i++) expect(await caller.client.write({}, auth)).toMatchObject({ text: 'one' })
}, 30_000)

test('replicas that are stopped and started in turn fail no call, not even one that may not be repeated', async () => {
  const replicas = [await startReplica('one'), await startReplica('two')] as [Replica, Replica]
  using caller = callerOf(...replicas)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  const calls = [calling(caller, 'read', 20), calling(caller, 'write', 20)]
  for (let round = 0; round < 2; round++)
    for (const i of [0, 1] as const) {
      const { name, port, gone, signal } = replicas[i]
      signal('SIGTERM')
      await gone
      replicas[i] = await startReplica(name, { port })
      await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
    }
  for (const { stop } of calls) expect(await stop()).toEqual(['one', 'two'])
  for (const replica of replicas) await replica[Symbol.asyncDispose]()
}, 120_000)

test('a replica that is paused gets no calls after a while, and calls again once it goes on', async () => {
  await using one = await startReplica('one')
  await using two = await startReplica('two')
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  two.signal('SIGSTOP')
  const quick = { timeoutMs: 200 }
  const ask = () => caller.client.open({}, quick).then(({ text }) => text, reasonOf)
  const ten = async () => [...new Set(await Promise.all(Array.from({ length: 10 }, ask)))]
  await expect.poll(ten, patience).toEqual(['one'])
  await sleep(4_000) // it accepts connections still, and says nothing
  expect(await ten()).toEqual(['one'])
  two.signal('SIGCONT')
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
}, 60_000)

test('a call that waits for a replica which is paused is made elsewhere when it may be', async () => {
  await using one = await startReplica('one')
  await using two = await startReplica('two', { delayMs: 1_000 })
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller, 4), patience).toEqual(['one', 'two'])
  const calls = Array.from({ length: 4 }, () => caller.client.read({}, { ...auth, timeoutMs: 30_000 }))
  await sleep(300)
  two.signal('SIGSTOP')
  expect(await Promise.all(calls.map(call => call.then(({ text }) => text)))).toEqual(Array(4).fill('one'))
}, 60_000)

test('when all are paused, or gone, callers are told so instead of waiting on', async () => {
  await using one = await startReplica('one')
  await using two = await startReplica('two')
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  for (const replica of [one, two]) replica.signal('SIGSTOP')
  await expect(caller.client.write({}, auth)).rejects.toMatchObject({ kind: 'unavailable' })
  for (const replica of [one, two]) replica.signal('SIGKILL')
  const outcome = () => caller.client.write({}, auth).then(String, reasonOf)
  await expect.poll(outcome, patience).toBe('unavailable UNREACHABLE')
}, 60_000)

test('a stream whose replica is killed ends as unavailable, and goes on elsewhere when its reader asks again', async () => {
  await using one = await startReplica('one')
  await using two = await startReplica('two')
  using caller = callerOf(one, two)
  await expect.poll(() => answering(caller), patience).toEqual(['one', 'two'])
  const follow = async () => {
    for await (const { text } of caller.client.watch({}, auth)) {
      if (text === 'one') return text
      two.signal('SIGKILL')
    }
    throw new Error('the stream has ended')
  }
  const outcomes = [await follow().catch(reasonOf), await follow().catch(reasonOf)]
  expect(outcomes).toContain('unavailable UNREACHABLE')
  expect(await follow()).toBe('one')
}, 60_000)
