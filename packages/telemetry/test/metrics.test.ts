import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import {
  counter,
  durations,
  gauge,
  isMeasuring,
  startSpan,
  startTelemetry,
  telemetryIsOn,
} from '../src/index.ts'
import { MOST_SERIES } from '../src/series.ts'
import { type Measured, startMeasuring } from '../src/testing.ts'
import { testLife } from './life.ts'

let measured: Measured | undefined
afterEach(async () => {
  await measured?.[Symbol.asyncDispose]()
  measured = undefined
})

const calls = counter('test.calls', 'Calls')
const took = durations('test.took', 'Time')
const about = { description: 'Something', unit: '' }
const OFF = { host: '127.0.0.1', metricsPort: undefined, otlpEndpoint: undefined, traceRatio: 1 }

it('does nothing, and is nothing, where nothing is configured', async () => {
  const life = testLife()
  expect(await startTelemetry('test', OFF, life)).toEqual({ metricsPort: undefined })
  calls({ kind: 'a' })
  took(1, { kind: 'a' })
  gauge('test.looked_up', about, () => Promise.reject(new Error('nobody asks')))
  expect(startSpan({ name: 'x', kind: 'server', parent: undefined, attributes: {} })).toBeUndefined()
  expect([isMeasuring(), telemetryIsOn()]).toEqual([false, false])
  await life.end()
})

it('shows counts and durations by their attributes, and adds to them', async () => {
  measured = await startMeasuring()
  for (const kind of ['a', 'b', 'a']) calls({ kind })
  for (const seconds of [0.001, 0.0011, 0.3, 31]) took(seconds, { kind: 'a' })
  expect(await measured.values('test_calls_total')).toEqual({ a: 2, b: 1 })
  expect(await measured.values('test_took_count')).toEqual({ a: 4 })
  expect((await measured.values('test_took_sum')).a).toBeCloseTo(31.3021)
  // At most so many seconds: a value on a boundary is within it.
  const buckets = await measured.values('test_took_bucket')
  expect(buckets).toMatchObject({
    '0.001 a': 1,
    '0.0025 a': 2,
    '0.25 a': 2,
    '0.5 a': 3,
    '30 a': 3,
    '+Inf a': 4,
  })
  calls({ kind: 'a' })
  expect(await measured.values('test_calls_total')).toEqual({ a: 3, b: 1 })
})

it('begins anew in a process that measures again', async () => {
  measured = await startMeasuring()
  calls({ kind: 'a' })
  expect(await measured.values('test_calls_total')).toEqual({ a: 1 })
})

it('is bounded, whatever is thrown at it: further series share one', async () => {
  measured = await startMeasuring()
  for (let user = 0; user < 5_000; user++) calls({ user: `usr_${user}` })
  const series = (await measured.samples()).filter(({ name }) => name === 'test_calls_total')
  expect(series).toHaveLength(MOST_SERIES)
  const [shared] = series.filter(({ labels }) => labels.otel_metric_overflow === 'true')
  expect(shared?.value).toBe(5_000 - (MOST_SERIES - 1))
  expect(series.reduce((sum, { value }) => sum + value, 0)).toBe(5_000)
})

it('leaves out what cannot be looked up, or not in time, and shows the rest', async () => {
  measured = await startMeasuring()
  gauge('test.broken', about, () => Promise.reject(new Error('the store is gone')))
  gauge('test.endless', about, () => new Promise(() => undefined))
  gauge('test.whole', about, async () => [{ value: 7, attributes: { level: 'plenty' } }])
  expect(await measured.values('test_whole')).toEqual({ plenty: 7 })
  const names = new Set((await measured.samples()).map(({ name }) => name))
  expect([names.has('test_broken'), names.has('test_endless')]).toEqual([false, false])
})

it('shows the process itself', async () => {
  measured = await startMeasuring('event')
  const names = new Set((await measured.samples()).map(({ name }) => name))
  for (const name of [
    'nodejs_eventloop_delay_p50',
    'nodejs_eventloop_delay_p99',
    'nodejs_eventloop_delay_max',
    'nodejs_eventloop_utilization',
    'process_cpu_time_total',
    'process_memory_usage',
    'process_uptime',
    'v8js_memory_heap_used',
  ])
    expect(names).toContain(name)
  const [target] = (await measured.samples()).filter(({ name }) => name === 'target_info')
  expect(target?.labels).toMatchObject({ service_name: 'event', service_namespace: 'rewards' })
})

it('has its page at one place alone, to read', async () => {
  measured = await startMeasuring()
  const { url } = measured
  expect((await fetch(`${url}?x=1`)).status).toBe(200)
  expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404)
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(404)
})

it('says in a sentence that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  await expect(startTelemetry('test', { ...OFF, metricsPort: port }, testLife())).rejects.toThrow(
    `cannot serve metrics on 127.0.0.1:${port}: something else listens there; stop it or choose another port`,
  )
  expect(isMeasuring()).toBe(false)
  await new Promise(resolve => other.close(resolve))
})
