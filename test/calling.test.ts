import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { Authority, writeIssued } from '@rewards/authority'
import { goToolForTests } from '@rewards/go-tools/testing'
import { type RunningSystem, startSystem } from '@rewards/launcher'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isHealthy } from '../tools/deployment/src/image/healthcheck/health.ts'
import { runShell, shellBlocks } from './support/shell-blocks.ts'

const grpcurl = await goToolForTests(
  { module: 'github.com/fullstorydev/grpcurl', version: 'v1.9.3', command: 'cmd/grpcurl' },
  process.env,
)
const bin = join(import.meta.dirname, '..', 'node_modules', '.bin')
const tools = { ...process.env, PATH: [dirname(grpcurl.path), bin, process.env.PATH].join(delimiter) }
const firstClaim = `TOKEN=\n${shellBlocks('README.md').get('The first claim')}`
const calling = shellBlocks('docs/calling.md')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewards-calling-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The commands with the addresses of this system in the place of the usual ones. */
function at({ url, ports, dataDir }: RunningSystem, commands = ''): string {
  return commands
    .replaceAll('http://127.0.0.1:3000', url)
    .replaceAll(':3000', `:${ports.get('gateway')}`)
    .replaceAll(':50052', `:${ports.get('event')}`)
    .replaceAll('DATA=.data', `DATA=${dataDir}`)
}

describe.skipIf(grpcurl.missing)(`each command of docs/calling.md, with ${grpcurl.name}`, () => {
  let system: RunningSystem
  /** What the terminal of README's first claim knows. */
  let terminal: string
  beforeAll(async () => {
    system = await startSystem({ dataDir: join(folder, 'plain'), port: 0, env: process.env })
    const declared = 'echo ------; declare -p TOKEN EVENT GATEWAY DATA; declare -f call pick'
    const { stdout } = await runShell(`${at(system, firstClaim)}\n${declared}`, tools)
    terminal = stdout.slice(stdout.indexOf('------') + 7)
  }, 180_000)
  afterAll(() => system?.stop())

  /** What the commands under this heading print, as they stand. */
  const run = async (heading: string): Promise<string> => {
    const commands = calling.get(heading)
    expect(commands).toBeTruthy()
    const { stdout, stderr } = await runShell(`${terminal}\n${at(system, commands)}`, tools)
    expect(stderr).toBe('')
    return stdout
  }

  it('says what there is', async () => {
    const said = await run('What is there')
    for (const service of [
      'rewards.auth.v1.AuthService',
      'rewards.reward.v1.GrantService',
      'grpc.health.v1.Health',
    ])
      expect(said.split('\n')).toContain(service)
    expect(said).toContain('rpc ClaimReward ( .rewards.event.v1.ClaimRewardRequest )')
    expect(said).toMatch(/message ClaimRewardRequest \{[\s\S]*string idempotency_key = \d+;/)
  })

  it('calls by grpcurl, streams included', async () => {
    const said = await run('grpcurl')
    expect(said).toContain('"points": "100"')
    expect(said.match(/"state": "CLAIM_STATE_SUCCESS"/g)).toHaveLength(2)
  })

  it('calls by buf curl, over Connect, gRPC-web and gRPC', async () => {
    const said = await run('buf curl')
    expect(said).toContain('rewards.event.v1.ClaimService/ClaimReward')
    expect(said.match(/"points":\s*"100"/g)).toHaveLength(2)
    expect(said).toContain('"claimId"')
  })

  it('reads by GET', async () => {
    expect(JSON.parse(await run('curl'))).toMatchObject({ points: '100' })
  })

  it('claims as a player of a partner', async () => {
    expect(JSON.parse(await run('A program, and its players'))).toMatchObject({
      state: 'CLAIM_STATE_REQUESTED',
    })
  })

  it('tells of health', async () => {
    const said = await run('Health')
    expect(said.match(/"status": "SERVING"/g)).toHaveLength(2)
    expect(said).toMatch(/"ready":\s*true/)
  })

  it('calls one service by itself', async () => {
    const said = await run('One service by itself')
    expect(said.split('\n')).toContain('rewards.event.v1.EventService')
    expect(said).not.toContain('AuthService')
    expect(said).toContain('CLAIM_STATE_SUCCESS')
  })

  it('are all of them', () => {
    const headings = [
      'What is there',
      'grpcurl',
      'buf curl',
      'curl',
      'A program, and its players',
      'Health',
      'One service by itself',
      'Over TLS',
    ]
    expect([...calling.keys()]).toEqual(headings)
  })
})

describe.skipIf(grpcurl.missing)(
  `a system with a certificate, and mutual TLS inside, with ${grpcurl.name}`,
  () => {
    let system: RunningSystem
    let env: Readonly<Record<string, string>>
    beforeAll(async () => {
      const certificates = join(folder, 'certificates')
      mkdirSync(certificates)
      const authority = await Authority.create('Whole system test')
      const ca = join(certificates, 'ca.pem')
      writeFileSync(ca, authority.pem)
      const names = ['localhost', '127.0.0.1']
      const own = await writeIssued(certificates, 'own', await authority.issue({ names }))
      const outer = await writeIssued(certificates, 'outer', await authority.issue({ names }))
      env = {
        REWARDS_GATEWAY_TLS_CERT: outer.certPath,
        REWARDS_GATEWAY_TLS_KEY: outer.keyPath,
        REWARDS_INNER_TLS: 'mutual',
        REWARDS_INNER_TLS_CA: ca,
        REWARDS_INNER_TLS_CERT: own.certPath,
        REWARDS_INNER_TLS_KEY: own.keyPath,
      }
      const dataDir = join(folder, 'secure')
      system = await startSystem({ dataDir, port: 0, env: { ...process.env, ...env } })
    }, 180_000)
    afterAll(() => system?.stop())

    it('takes the first claim of the README, end to end', async () => {
      const secure = { ...tools, CURL_CA_BUNDLE: env.REWARDS_INNER_TLS_CA ?? '' }
      const { stdout, stderr } = await runShell(at(system, firstClaim), secure)
      expect(stderr).toBe('')
      expect(stdout).toContain('CLAIM_STATE_SUCCESS')
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ points: '100' })
    })

    it('answers each command of docs/calling.md', async () => {
      const commands = at(system, calling.get('Over TLS')).replaceAll(
        'npx buf',
        join(process.cwd(), 'node_modules/.bin/buf'),
      )
      const { stdout } = await runShell(commands, tools, join(folder, 'certificates'))
      expect(stdout).toMatch(/"alive":\s*true/)
      expect(stdout).toContain('"status": "SERVING"')
      expect(stdout).toContain('rewards.event.v1.ClaimService/ClaimReward')
      expect(stdout.split('\n')).toContain('rewards.event.v1.EventService')
    })

    it('refuses who speaks in plain text, and inside who cannot prove who they are', async () => {
      const event = `127.0.0.1:${system.ports.get('event')}`
      const ca = env.REWARDS_INNER_TLS_CA
      await expect(
        runShell(`grpcurl -connect-timeout 2 -max-time 2 -plaintext ${event} list`, tools),
      ).rejects.toThrow()
      await expect(
        runShell(`grpcurl -connect-timeout 2 -max-time 2 -cacert ${ca} ${event} list`, tools),
      ).rejects.toThrow()
    })

    it('is healthy for the check of the image', async () => {
      for (const service of ['gateway', 'auth', 'condition', 'event', 'reward'])
        expect({ service, healthy: await isHealthy([service], portOf(service)) }).toEqual({
          service,
          healthy: true,
        })
    })

    const portOf = (service: string) => ({
      ...env,
      [`REWARDS_${service.toUpperCase()}_PORT`]: String(system.ports.get(service)),
    })
  },
)
