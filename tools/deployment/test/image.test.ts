import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { anyTestServer, startTestBroker, type TestBroker } from '@rewards/broker/testing'
import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, jsonCalls } from '../../../test/support/json-calls.ts'
import { eventDraft } from '../../../test/support/system.ts'
import { freePorts } from '../../launcher/src/ports.ts'
import { until } from '../../launcher/test/support.ts'
import { type Container, isHealthy, run, start } from './support/containers.ts'
import { buildByHand, type ImageByHand } from './support/image-by-hand.ts'

const SERVICES = ['auth', 'condition', 'event', 'reward', 'gateway'] as const
type Service = (typeof SERVICES)[number]

const mongo = await mongoForTests(process.env)
let image: ImageByHand
beforeAll(async () => {
  image = await buildByHand()
}, 300_000)
afterAll(async () => {
  await mongo.stop()
  await image?.delete()
}, 60_000)

describe('the image, built by hand', () => {
  it('names its programs when none is named, or one that is not there', async () => {
    const all = 'auth, condition, event, gateway, reward, migrate, copy-store, healthcheck\n'
    expect(await run(image, [])).toEqual({
      code: 1,
      output: `rewards: no program is named; allowed is one of ${all}`,
    })
    expect(await run(image, ['toString'])).toEqual({
      code: 1,
      output: `rewards: there is no program "toString"; allowed is one of ${all}`,
    })
  })

  it('holds no tests and nothing that only tests or builds need', async () => {
    const { stdout } = await promisify(execFile)('find', [
      image.folder,
      '-name',
      'vitest',
      '-o',
      '-name',
      'test',
    ])
    const own = stdout.split('\n').filter(path => !path.includes('/.pnpm/'))
    expect(own.join('')).toBe('')
  })

  it('has one program after another for what a deployment needs beside the services', async () => {
    for (const command of ['migrate', 'copy-store'])
      expect((await run(image, [command, '--help'])).output).toContain(`npm run ${command}`)
  })

  it('tells in one sentence when the check of its health does not know what to check', async () => {
    const { code, output } = await run(image, ['healthcheck', 'nothing'])
    expect(code).toBe(1)
    expect(output).toBe('rewards: no service is named by "nothing"\n')
  })
})

describe.skipIf(mongo.missing)(`the services of the image, on ${mongo.name}`, () => {
  let broker: TestBroker
  let env: Readonly<Record<string, string>>
  let port: number
  const containers = new Map<Service, Container>()
  beforeAll(async () => {
    broker = await startTestBroker(await anyTestServer(process.env.PATH))
    const ports = await freePorts(SERVICES.length)
    port = ports.at(-1) as number
    env = Object.fromEntries([
      ['MONGODB_URL', mongo.newUrl()],
      ['NATS_URL', broker.url],
      ...SERVICES.flatMap((service, i) => [
        [`REWARDS_${service.toUpperCase()}_PORT`, String(ports[i])],
        [`REWARDS_${service.toUpperCase()}_URLS`, `127.0.0.1:${ports[i]}`],
      ]),
    ])
  }, 120_000)
  afterAll(async () => {
    await Promise.all([...containers.values()].map(container => container.stop()))
    await broker?.close()
  }, 60_000)

  it('are not healthy before they run, and healthy when they do their work', async () => {
    for (const service of SERVICES) expect(await isHealthy(image, service, env)).toBe(false)
    for (const service of SERVICES) {
      containers.set(service, start(image, [service], env))
      await until(`${service} is healthy`, () => isHealthy(image, service, env))
    }
  }, 120_000)

  it('have a first administrator, whose password lies in the data folder alone', async () => {
    const call = jsonCalls(`http://127.0.0.1:${port}`)
    const admin = JSON.parse(await readFile(join(image.folder, 'data', 'first-admin.json'), 'utf8'))
    const signedIn = await call('AuthService/SignIn', admin)
    expect(signedIn.code).toBe('ok')
  })

  it('grant a claim', async () => {
    const call = jsonCalls(`http://127.0.0.1:${port}`)
    const good = async (...request: Parameters<typeof call>): Promise<Json> => {
      const answer = await call(...request)
      expect(answer).toMatchObject({ code: 'ok' })
      return answer.body
    }
    const admin = JSON.parse(await readFile(join(image.folder, 'data', 'first-admin.json'), 'utf8'))
    const { tokens } = await good('AuthService/SignIn', admin)
    const request = { idempotencyKey: 'spring', event: eventDraft() }
    const { event } = await good('EventService/CreateEvent', request, tokens.accessToken)
    const { eventId, revision: expectedRevision } = event
    const change = { eventId, expectedRevision, status: 'EVENT_STATUS_ACTIVE' }
    await good('EventService/ChangeEventStatus', change, tokens.accessToken)
    await good('ClaimService/ClaimReward', { eventId, idempotencyKey: 'once' }, tokens.accessToken)
    await until('the points are there', async () => {
      const { points } = await good('GrantService/GetMyBalance', {}, tokens.accessToken)
      return points === '10'
    })
  })

  it('migrate their documents from the same image', async () => {
    const { MONGODB_URL = '' } = env
    const { code, output } = await run(image, ['migrate'], { MONGODB_URL })
    expect(output).toContain('nothing to do')
    expect(code).toBe(0)
  })

  it('end in order when they are asked to, the gateway first', async () => {
    for (const service of SERVICES.toReversed()) {
      const { code, output } = (await containers.get(service)?.stop()) ?? {}
      expect(output).not.toContain('"level":"error"')
      expect(code).toBe(0)
    }
  }, 60_000)

  it('have written nothing outside of the data folder, and there only what the first administrator needs', async () => {
    const find = promisify(execFile)('find', [image.folder, '-newer', image.builtMark, '-type', 'f'])
    expect((await find).stdout.trim()).toBe(join(image.folder, 'data', 'first-admin.json'))
  })
})
