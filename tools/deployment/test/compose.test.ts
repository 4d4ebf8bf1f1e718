import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../test/support/json-calls.ts'
import { composeLoader } from './support/compose-files.ts'
import { environmentOf, type Stage, stagesOf } from './support/dockerfile.ts'
import { ROOT } from './support/image-by-hand.ts'
import { CONFIGS, SERVICES } from './support/service-configs.ts'

const compose = await composeLoader()
const LAPTOP = ['docker-compose.yml']
const PRODUCTION = [...LAPTOP, 'docker-compose.production.yml']
const SECRETS = {
  REWARDS_IMAGE: 'registry.example/rewards:1.2.3',
  MONGODB_URL: 'mongodb://rewards:s3cret@db1,db2,db3/rewards?replicaSet=rs0&authSource=admin',
  NATS_PASSWORD: 's3cret',
  REWARDS_ADMIN_EMAIL: 'root@rewards.example',
  REWARDS_ADMIN_PASSWORD: 'a long enough password',
  REWARDS_MAIL_URL: 'https://mailer.example/mails',
}

describe.skipIf(compose.missing)(`the compose files, loaded by ${compose.name}`, () => {
  describe.each([
    ['one machine', LAPTOP, {}],
    ['production', PRODUCTION, SECRETS],
  ])('%s', (_, files, env) => {
    const services = async (): Promise<Json> => (await compose.load(files, env)).services

    it('gives every service an environment that it takes, and nothing that it does not know', async () => {
      const all = await services()
      const image = environmentOf(stagesOf(await readFile(join(ROOT, 'Dockerfile'), 'utf8')).at(-1) as Stage)
      for (const service of SERVICES) {
        const { config, warnings } = CONFIGS[service]?.({ ...image, ...all[service].environment }) ?? {}
        expect(warnings).toEqual([])
        expect(config?.host).toBe('0.0.0.0')
      }
    })

    it('names every address by a service of the file, at the port that it listens on', async () => {
      const all = await services()
      const ports = SERVICES.map(service => [
        service,
        CONFIGS[service]?.(all[service].environment).config.port,
      ])
      const addresses = new Set(ports.map(([service, port]) => `${service}:${port}`))
      for (const service of SERVICES)
        for (const [name, value] of Object.entries(all[service].environment))
          if (/^REWARDS_\w+_URLS$/.test(name)) expect(addresses).toContain(value)
      const brokers = all.event.environment.NATS_URL.replace(/^nats:\/\/(.*@)?/, '').split(',')
      for (const broker of brokers) expect(Object.keys(all)).toContain(broker.replace(/:4222$/, ''))
    })

    it('lets services write to nothing but volumes, bounds them, and gives them the time that their stop takes', async () => {
      const all = await services()
      for (const service of SERVICES) {
        expect(all[service]).toMatchObject({ read_only: true, cap_drop: ['ALL'], command: [service] })
        const { cpus, memory, pids } = all[service].deploy.resources.limits
        for (const limit of [cpus, memory, pids]) expect(Number(limit)).toBeGreaterThan(0)
        const grace = Number(/^(\d+)s$/.exec(all[service].stop_grace_period)?.[1]) * 1_000
        expect(grace).toBeGreaterThan(CONFIGS[service]?.(all[service].environment).config.stopWithinMs ?? 0)
      }
    })

    it('lets nobody but the gateway be reached from outside', async () => {
      const open = Object.entries<Json>(await services()).filter(([, { ports }]) => ports)
      expect(open.map(([name]) => name)).toEqual(['gateway'])
    })

    it('takes images of exact versions', async () => {
      for (const { image } of Object.values<Json>(await services()))
        expect(image).toMatch(/:(\d+\.\d+\.\d+(-\w+)?|local)$/)
    })

    it('keeps what must last in named volumes', async () => {
      const { services: all, volumes } = await compose.load(files, env)
      for (const name of Object.keys(all).filter(each => /^(nats|mongodb$)/.test(each))) {
        const [kept] = all[name].volumes.filter(
          ({ target }: Json) => target === '/data' || target === '/data/db',
        )
        expect(kept.type).toBe('volume')
        expect(Object.keys(volumes)).toContain(kept.source)
      }
    })
  })

  const order = async (files: readonly string[], env = {}) => {
    const { services } = await compose.load(files, env)
    return Object.fromEntries(
      Object.entries<Json>(services).map(([name, { depends_on = {} }]) => [
        name,
        Object.entries<Json>(depends_on).map(([other, { condition }]) => `${other} ${condition}`),
      ]),
    )
  }

  it('on one machine start one after the other, each when what it needs does its work', async () => {
    const store = 'mongodb-init service_completed_successfully'
    const broker = 'nats service_healthy'
    expect(await order(LAPTOP)).toEqual({
      mongodb: [],
      'mongodb-init': ['mongodb service_healthy'],
      nats: [],
      auth: [store],
      condition: [store],
      event: [store, broker],
      reward: [store, broker],
      gateway: ['auth', 'condition', 'event', 'reward'].map(name => `${name} service_healthy`),
    })
  })

  it('in production run two of every service, and three servers of NATS that keep each message on all', async () => {
    const { services } = await compose.load(PRODUCTION, SECRETS)
    for (const service of SERVICES) expect(services[service].deploy.replicas).toBe(2)
    const servers = ['nats', 'nats-2', 'nats-3']
    expect(new Set(Object.keys(services))).toEqual(new Set([...SERVICES, ...servers]))
    expect(new Set(servers.map(name => services[name].environment.NATS_NAME)).size).toBe(3)
    for (const name of servers) expect(services[name].command).toEqual(['--config', '/etc/nats/cluster.conf'])
    expect(services.event.environment.REWARDS_STREAM_REPLICAS).toBe('3')
    expect(services.reward.environment.REWARDS_STREAM_REPLICAS).toBe('3')
  })

  it.each(Object.keys(SECRETS))('in production do not start without %s', async missing => {
    const env = { ...SECRETS, [missing]: '' }
    await expect(compose.load(PRODUCTION, env)).rejects.toThrow(`required variable ${missing} is missing`)
  })

  it('in production need nothing that the example of the env file does not name', async () => {
    const text = await readFile(join(ROOT, 'deploy/compose/production.env.example'), 'utf8')
    const named = [...text.matchAll(/^(\w+)=/gm)].map(([, name]) => name)
    expect(named).toEqual(expect.arrayContaining(Object.keys(SECRETS)))
  })
})
