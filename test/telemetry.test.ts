import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sample, samplesIn } from '../packages/telemetry/src/testing.ts'
import { until } from '../tools/launcher/test/support.ts'
import { type CollectedSpan, type Collector, startCollector } from './support/collector.ts'
import {
  closedClaim,
  makeEvent,
  ok,
  type Person,
  startTestSystem,
  type TestSystem,
} from './support/system.ts'

let collector: Collector
let system: TestSystem
let ann: Person
beforeAll(async () => {
  collector = await startCollector()
  system = await startTestSystem({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_TRACES_SAMPLER_ARG: '1' },
  })
  ann = await system.person()
}, 120_000)
afterAll(async () => {
  await system?.[Symbol.asyncDispose]()
  await collector?.[Symbol.asyncDispose]()
})

const CLAIM = 'rewards.event.v1.ClaimService/ClaimReward'
const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer']
const limited = { rewardId: 'rwd_points', name: 'Points', point: { amount: 5 }, stock: 100 }
const loggedIn = { conditionId: 'cnd_login', type: 'LOGIN_DAYS', operator: '>=', value: 1 }

async function claimed(): Promise<string> {
  const { eventId } = await makeEvent(system, { conditions: [loggedIn], rewards: [limited] })
  const request = { eventId, idempotencyKey: 'once' }
  const { claimId } = ok(await system.call('ClaimService/ClaimReward', request, ann.token))
  await closedClaim(system, claimId, ann.token)
  await system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'twice' }, ann.token)
  return claimId
}

/** `gateway server …` and so on, from the span up to the root of its trace. */
function waysUp(spans: readonly CollectedSpan[]): string[] {
  const byId = new Map(spans.map(span => [span.spanId, span]))
  const up = (span: CollectedSpan): string => {
    const parent = byId.get(span.parentSpanId)
    const here = `${span.service} ${KINDS[span.kind]} ${span.name.replace(/^.*\.v1\./, '')}`
    return parent ? `${here} < ${up(parent)}` : here
  }
  return spans.map(up)
}

it('one claim is one trace, from the gateway to the grant and back', async () => {
  await claimed()
  const back =
    'event consumer process reward.claim.granted < reward producer publish reward.claim.granted < reward consumer process reward.claim.requested < event producer publish reward.claim.requested < event server ClaimService/ClaimReward < gateway client ClaimService/ClaimReward < gateway server ClaimService/ClaimReward'
  const asked =
    'condition server ConditionService/EvaluateConditions < event client ConditionService/EvaluateConditions < event server ClaimService/ClaimReward < gateway client ClaimService/ClaimReward < gateway server ClaimService/ClaimReward'
  const ways = () => {
    const traces = Map.groupBy(collector.spans, ({ traceId }) => traceId)
    const ofClaim = collector.spans.find(
      ({ name, kind, service }) => name === CLAIM && kind === 2 && service === 'gateway',
    )
    return ofClaim ? waysUp(traces.get(ofClaim.traceId) ?? []) : []
  }
  // Each process sends its spans when it likes: the last may be any of them.
  await until('spans of the whole way', () => [back, asked].every(way => ways().includes(way)))
})

it('what is asked again has a trace of its own, and both are found by the id of the claim', async () => {
  const { eventId } = await makeEvent(system, { rewards: [limited] })
  // With reward stopped nobody answers: the sweep asks again, after some seconds.
  const goOn = system.pause('reward')
  const { claimId } = ok(
    await system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'asked again' }, ann.token),
  )
  const asks = () =>
    collector.spans.filter(({ name, kind }) => name === 'publish reward.claim.requested' && kind === 4)
  const before = asks().length
  try {
    await until('the sweep has asked again', () => asks().length > before + 1, 60_000)
  } finally {
    goOn()
  }
  await closedClaim(system, claimId, ann.token)
  const ofClaim = () =>
    collector.spans.filter(({ attributes }) => attributes['messaging.message.conversation_id'] === claimId)
  await until('both traces name the claim', () => new Set(ofClaim().map(({ traceId }) => traceId)).size > 1)
  // Each process sends its spans when it likes: those of one may be there before the other's.
  const services = () => new Set(ofClaim().map(({ service }) => service))
  await until('both services name the claim', () => services().size > 1)
  expect(services()).toEqual(new Set(['reward', 'event']))
}, 90_000)

async function metricsOf(name: string): Promise<readonly Sample[]> {
  const note = JSON.parse(readFileSync(join(system.dataDir, 'system.json'), 'utf8'))
  const response = await fetch(note.metrics[name])
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
  return samplesIn(await response.text())
}

function sumOf(samples: readonly Sample[], name: string, labels: Sample['labels'] = {}): number {
  const matching = samples.filter(
    sample =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )
  if (matching.length === 0) throw new Error(`no ${name} ${JSON.stringify(labels)}`)
  return matching.reduce((sum, { value }) => sum + value, 0)
}

it('what every process measures of itself and of its calls is there', async () => {
  for (const name of ['gateway', 'auth', 'condition', 'event', 'reward']) {
    const samples = await metricsOf(name)
    for (const metric of ['process_memory_usage', 'process_cpu_time_total', 'process_uptime'])
      expect(sumOf(samples, metric)).toBeGreaterThan(0)
    expect(sumOf(samples, 'nodejs_eventloop_delay_p99')).toBeGreaterThanOrEqual(0)
    if (name !== 'reward')
      expect(sumOf(samples, 'rpc_server_call_duration_count', { rpc_status_code: 'OK' })).toBeGreaterThan(0)
    expect(samples.find(sample => sample.name === 'target_info')?.labels).toMatchObject({
      service_name: name,
    })
  }
})

it('the life of a claim can be read from the figures of event and reward', async () => {
  await claimed()
  const event = await metricsOf('event')
  expect(sumOf(event, 'rewards_claims_total', { state: 'SUCCESS' })).toBeGreaterThan(0)
  expect(
    sumOf(event, 'rewards_claims_total', { state: 'REFUSED', reason: 'DUPLICATED_CLAIM' }),
  ).toBeGreaterThan(0)
  expect(sumOf(event, 'rewards_claim_grant_duration_count')).toBeGreaterThan(0)
  expect(sumOf(event, 'rewards_claims_open', { state: 'REQUESTED' })).toBe(0)
  expect(sumOf(event, 'rewards_stock_rewards', { level: 'plenty' })).toBeGreaterThan(0)
  expect(sumOf(event, 'rewards_stock_rewards', { level: 'gone' })).toBe(0)
  for (const samples of [event, await metricsOf('reward')]) {
    expect(sumOf(samples, 'rewards_dead_letters')).toBe(0)
    expect(sumOf(samples, 'rewards_messaging_consumer_lag', { state: 'waiting' })).toBe(0)
    expect(sumOf(samples, 'messaging_process_duration_count')).toBeGreaterThan(0)
    expect(sumOf(samples, 'rewards_messaging_delivery_delay_count')).toBeGreaterThan(0)
    expect(sumOf(samples, 'db_client_operation_duration_count')).toBeGreaterThan(0)
  }
  expect(sumOf(event, 'rewards_owed_oldest_age', { db_collection_name: 'claims' })).toBeLessThan(60)
})

it('no label grows with users, events or claims', async () => {
  const series = async () => {
    const pages = await Promise.all(['gateway', 'event', 'reward', 'auth'].map(metricsOf))
    // Which of the few codes come may differ from one time to the next.
    return new Set(
      pages
        .flat()
        .map(({ name, labels: { rpc_status_code: _, ...labels } }) => JSON.stringify([name, labels])),
    )
  }
  const odd = async () => {
    const { token } = await system.person()
    for (let no = 0; no < 20; no++) {
      const id = `${no}${Math.random()}`
      await fetch(`${system.running.url}/rewards.event.v1.Service${id}/Method${id}`, { method: 'POST' })
      await system.call('ClaimService/GetClaim', { claimId: `evt_${id}:usr_${id}:once` }, token)
      await system.call('EventService/GetEvent', { eventId: `evt_${id}` }, token)
    }
  }
  const more = async () => {
    for (let no = 0; no < 3; no++) await claimed()
    await odd()
  }
  await more()
  const before = await series()
  await more()
  const ids = [...(await series())].filter(each => /(evt|usr|clm|msg|rwd)_|Method\d/.test(each))
  expect(ids).toEqual([])
  // What is new is none but what a process measures by itself meanwhile.
  const fresh = [...(await series()).difference(before)]
  expect(fresh.filter(each => /rpc_server|messaging|rewards_/.test(each))).toEqual([])
})
