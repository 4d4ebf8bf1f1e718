import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { MongoClient } from 'mongodb'
import { afterEach, describe, expect, it } from 'vitest'
import { isAlive } from '../../broker/src/processes.ts'
import { startStandIn } from '../src/index.ts'
import { standInMissing, startTestStandIn, type TestStandIn } from '../src/testing.ts'

const env = process.env
const missing = await standInMissing(env)

describe.skipIf(missing)(`the stand-in for MongoDB${missing && `, skipped: ${missing}`}`, () => {
  let standIn: TestStandIn | undefined
  const clients: MongoClient[] = []
  afterEach(async () => {
    await Promise.all(clients.splice(0).map(client => client.close()))
    await standIn?.close()
    standIn = undefined
  })
  const things = (url: string) => {
    const client = new MongoClient(url, {
      serverSelectionTimeoutMS: 5_000,
      socketTimeoutMS: 1_000,
      connectTimeoutMS: 1_000,
    })
    clients.push(client)
    return client.db('stand_in').collection<{ _id: string; n: number }>('things')
  }
  const start = async () => {
    standIn = await startTestStandIn(env)
    return standIn
  }

  it('is accepted by the driver, and lets one of 64 callers insert a document', async () => {
    const { url } = await start()
    const inserted = await Promise.allSettled(
      Array.from({ length: 64 }, (_, n) => things(url).insertOne({ _id: 'thing_1', n })),
    )
    expect(inserted.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = inserted.flatMap(each => (each.status === 'rejected' ? [each.reason.code] : []))
    expect(new Set(lost)).toEqual(new Set([11000]))
  })

  it('starts again on the same port after kill -9, empty, and clients go on', async () => {
    const { url, kill, restart } = await start()
    const collection = things(url)
    await collection.insertOne({ _id: 'thing_1', n: 1 })
    await kill()
    await restart()
    await expect.poll(() => collection.countDocuments().catch(() => undefined), { timeout: 10_000 }).toBe(0)
  })

  it('answers nothing while it is paused, and then goes on', async () => {
    const { url, pause, resume } = await start()
    const collection = things(url)
    await collection.insertOne({ _id: 'thing_1', n: 1 })
    pause()
    await expect(collection.findOne({ _id: 'thing_1' })).rejects.toThrow()
    resume()
    await expect
      .poll(() => collection.findOne({ _id: 'thing_1' }).catch(() => undefined))
      .toMatchObject({ n: 1 })
  })

  it('is killed while it is paused, too', async () => {
    const { pause, kill, pid } = await start()
    pause()
    await kill()
    expect(isAlive(pid)).toBe(false)
  })

  it('says in one sentence that its port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    try {
      await expect(startStandIn({ env, port })).rejects.toThrow(
        `port ${port} on 127.0.0.1 is in use; choose another, or stop what listens there`,
      )
    } finally {
      taken.close()
    }
  })

  it('ends with the process that started it, even when that one is killed', async () => {
    const script = `
      const { startStandIn } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)})
      console.log((await startStandIn({ env: process.env })).pid)`
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(starter.stdout, 'data')
    starter.kill('SIGKILL')
    await expect.poll(() => isAlive(Number(line)), { timeout: 10_000 }).toBe(false)
  })
})
