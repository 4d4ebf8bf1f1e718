import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sample, samplesIn } from '../packages/telemetry/src/testing.ts'
import { until } from '../tools/launcher/test/support.ts'
import type { Json } from './support/json-calls.ts'
import { prometheusTools, type RunningPrometheus, startPrometheus } from './support/prometheus.ts'
import { namedBy } from './support/promql.ts'
import { closedClaim, makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, 'deploy', 'observability')
const tools = await prometheusTools()
const dashboard: Json = JSON.parse(readFileSync(join(FOLDER, 'dashboard.json'), 'utf8'))
const night = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8')

/** The panels that show something, and each of their queries. */
const panels: readonly Json[] = dashboard.panels.filter(({ type }: Json) => type !== 'row')
const queries: readonly string[] = panels.flatMap(({ targets }) => targets.map(({ expr }: Json) => expr))

describe('the dashboard', () => {
  it('is one that Grafana imports: an id of its own, its source a variable, each panel with all that it needs', () => {
    expect(dashboard).toMatchObject({ uid: 'rewards', title: 'Rewards', schemaVersion: expect.any(Number) })
    expect(dashboard).not.toHaveProperty('id')
    expect(dashboard.templating.list).toEqual([
      expect.objectContaining({ name: 'datasource', type: 'datasource' }),
    ])
    const source = { type: 'prometheus', uid: `\${${dashboard.templating.list[0].name}}` }
    const ids = dashboard.panels.map(({ id }: Json) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const panel of panels) {
      expect(['stat', 'timeseries']).toContain(panel.type)
      expect(panel.title).not.toBe('')
      expect(panel.description).toMatch(/\.$/)
      expect(panel.datasource).toEqual(source)
      expect(panel.fieldConfig.defaults.unit).toMatch(/^(none|s|ops|reqps|percentunit|bytes)$/)
      const refs = panel.targets.map(({ refId }: Json) => refId)
      expect(new Set(refs).size).toBe(refs.length)
      for (const target of panel.targets) expect(target.datasource).toEqual(source)
    }
  })

  it('has its panels side by side, within the grid, none over another', () => {
    const taken = new Set<string>()
    for (const { gridPos: at } of dashboard.panels) {
      expect(at.x + at.w).toBeLessThanOrEqual(24)
      for (let x = at.x; x < at.x + at.w; x++)
        for (let y = at.y; y < at.y + at.h; y++) {
          expect(taken).not.toContain(`${x} ${y}`)
          taken.add(`${x} ${y}`)
        }
    }
  })
})

/** The sections of the night engineer's page, by the anchors that its links have. */
function sections(): ReadonlyMap<string, string> {
  const parts = night.split(/^### /m).slice(1)
  return new Map(
    parts.map(part => {
      const [title = ''] = part.split('\n', 1)
      return [
        title
          .toLowerCase()
          .replaceAll(/[^\w ]/g, '')
          .replaceAll(' ', '-'),
        part,
      ]
    }),
  )
}

describe.skipIf(tools.missing)(`the alert rules, by ${tools.name}`, () => {
  const promtool = (...args: readonly string[]) =>
    promisify(execFile)(tools.promtool, [...args], { cwd: FOLDER }).catch(({ stdout, stderr }) => {
      throw new Error(`${stdout}${stderr}`)
    })

  it('are well-formed, and so is the configuration that scrapes', async () => {
    await promtool('check', 'rules', 'alerts.yml')
    await promtool('check', 'config', 'prometheus.yml')
  })

  it('fire when they shall, and neither before nor afterwards', async () => {
    await promtool('test', 'rules', 'alerts.test.yml')
  })
})

describe.skipIf(tools.missing)(`a system that runs, seen by ${tools.name}`, () => {
  let system: TestSystem
  let prometheus: RunningPrometheus
  let folder: string
  let rules: readonly Json[]
  let samples: readonly Sample[]

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rewards-prometheus-'))
    system = await startTestSystem()
    const targets = [...system.running.metricsPorts].map(
      ([name, port]) => [name, `127.0.0.1:${port}`] as const,
    )
    prometheus = await startPrometheus(tools, folder, {
      targets: Object.fromEntries(targets),
      rules: join(FOLDER, 'alerts.yml'),
    })
    await claimed()
    await guessed()
    const { groups } = (await prometheus.get('/api/v1/rules')) as { groups: Json[] }
    rules = groups.flatMap(group => group.rules)
    const pages = targets.map(async ([, target]) => (await fetch(`http://${target}/metrics`)).text())
    samples = samplesIn((await Promise.all(pages)).join('\n'))
  }, 180_000)
  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]()
    await system?.[Symbol.asyncDispose]()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  /** A claim that is granted, one that is refused, one call that fails. */
  async function claimed(): Promise<void> {
    const { token } = await system.person()
    const reward = { rewardId: 'rwd_points', name: 'Points', point: { amount: 5 }, stock: 100 }
    const { eventId } = await makeEvent(system, { rewards: [reward] })
    const claim = (idempotencyKey: string) =>
      system.call('ClaimService/ClaimReward', { eventId, idempotencyKey }, token)
    await closedClaim(system, ok(await claim('once')).claimId, token)
    await claim('twice')
  }

  /** Passwords guessed at one account, until a guess is refused unseen. */
  async function guessed(): Promise<void> {
    const guess = { email: 'guessed@example.com', password: 'not the password' }
    await until('a guess is refused', async () => {
      const { reason } = await system.call('AuthService/SignIn', guess)
      return reason === 'RATE_LIMITED'
    })
  }

  const names = (query: string) => namedBy(query.replaceAll('$__rate_interval', '1m'))
  const all = () => [...queries, ...rules.map(({ query }) => query as string)]

  it('shows every figure that dashboard and rules name', () => {
    const shown = new Set([...samples.map(({ name }) => name), 'up'])
    const missing = all().flatMap(query => names(query).metrics.filter(metric => !shown.has(metric)))
    expect(missing).toEqual([])
    expect(all().length).toBeGreaterThan(40)
  })

  it('shows every label that they go by, on a figure that they are used with', () => {
    // `up` has none but Prometheus' own; `error_type` and the like are not used by any.
    for (const query of all()) {
      const { metrics, labels } = names(query)
      const there = samples
        .filter(({ name }) => metrics.includes(name))
        .flatMap(sample => Object.keys(sample.labels))
      const known = new Set([...there, 'job', 'instance'])
      expect({ query, unknown: labels.filter(label => !known.has(label)) }).toEqual({ query, unknown: [] })
    }
  })

  it('answers every query of the dashboard', async () => {
    const now = () => ({ time: String(Date.now() / 1_000) })
    const answered = async (query: string) => {
      const asked = { query: query.replaceAll('$__rate_interval', '1m'), ...now() }
      const { result } = (await prometheus.get('/api/v1/query', asked)) as { result: Json[] }
      return result.length > 0
    }
    // Those of failures have nothing to show here.
    const expected = queries.filter(query => !/rpc_client_call_duration_count\{/.test(query))
    for (const query of expected) await until(`there is an answer to ${query}`, () => answered(query), 60_000)
  }, 120_000)

  it('is healthy, and no rule thinks otherwise', async () => {
    const alerts = async () => ((await prometheus.get('/api/v1/alerts')) as { alerts: Json[] }).alerts
    // Rules that were asked before the first scrape miss every process, until they are asked again.
    await until('no alert is pending', async () => (await alerts()).length === 0).catch(() => undefined)
    expect((await alerts()).map(({ labels }) => labels.alertname)).toEqual([])
    const { groups } = (await prometheus.get('/api/v1/rules')) as { groups: Json[] }
    expect(groups.flatMap(group => group.rules).map(({ name, health }: Json) => [name, health])).toEqual(
      rules.map(({ name }) => [name, 'ok']),
    )
  })

  it('makes an alert of a process that does not answer', async () => {
    const goOn = system.pause('reward')
    try {
      await until(
        'the alert is on its way',
        async () => {
          const { alerts } = (await prometheus.get('/api/v1/alerts')) as { alerts: Json[] }
          return alerts.some(
            ({ labels: { alertname, job } }) => alertname === 'RewardsProcessDown' && job === 'reward',
          )
        },
        60_000,
      )
    } finally {
      goOn()
    }
  }, 90_000)

  it('has for each rule a line on what to do, and the section of the page that names it', () => {
    const known = sections()
    for (const { name, annotations, labels } of rules) {
      expect(['page', 'ticket', 'info']).toContain(labels.severity)
      expect(annotations.summary).not.toBe('')
      expect(annotations.action).toMatch(/^[A-Z].{15,}\.$/)
      const anchor = /^docs\/operations\.md#(.+)$/.exec(annotations.runbook)?.[1] ?? ''
      expect(known.get(anchor)).toContain(`\`${name}\``)
    }
  })

  it('has on that page for each symptom how it is seen, by alerts and figures that are there', () => {
    const alerts = new Set(rules.map(({ name }) => name))
    const figures = new Set(samples.map(({ name }) => name.replace(/_(bucket|count|sum)$/, '')))
    expect(sections().size).toBeGreaterThan(8)
    for (const [, text] of sections()) {
      // Some things are to be seen in a log alone.
      expect(text).toMatch(/\*Seen by\*[^.]*?(`Rewards\w+`|\blog lines?\b)/)
      for (const [, alert] of text.matchAll(/`(Rewards[A-Z]\w+)`/g)) expect(alerts).toContain(alert)
      const named = text.matchAll(/`((?:rewards|rpc|db_client|messaging|nodejs|process)_[a-z0-9_]+)[`{]/g)
      for (const [, figure = ''] of named)
        if (!samples.some(({ labels }) => figure in labels))
          expect(figures).toContain(figure.replace(/_(bucket|count|sum)$/, ''))
    }
  })
})
