import { isTraceparent, newTraceparent } from '@rewards/process'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Collector, startCollector } from '../../../test/support/collector.ts'
import { until } from '../../../tools/launcher/test/support.ts'
import { outgoingTraceparent, type SpanStart, startSpan, startTelemetry } from '../src/index.ts'
import { sampledShare } from '../src/sdk/sampling.ts'
import { testLife } from './life.ts'

let collector: Collector
let life: ReturnType<typeof testLife>
beforeEach(async () => {
  collector = await startCollector()
  life = testLife()
})
afterEach(async () => {
  await life.end()
  await collector[Symbol.asyncDispose]()
})

const start = (traceRatio: number, otlpEndpoint = collector.endpoint) =>
  startTelemetry('test', { host: '127.0.0.1', metricsPort: undefined, otlpEndpoint, traceRatio }, life)
const call = (parent?: string): SpanStart => ({
  name: 'a.B/C',
  kind: 'server',
  parent,
  attributes: { a: 'b' },
})

it('sends spans, each below the one that was sent along', async () => {
  await start(1)
  const parent = newTraceparent()
  const outer = startSpan(call(parent))
  const inner = startSpan({ ...call(outer?.traceparent), kind: 'client' })
  inner?.end({ error: 'UNAVAILABLE' })
  outer?.end({ attributes: { 'rpc.status_code': 'UNAVAILABLE' } })
  await until('the spans are there', () => collector.spans.length === 2)
  const [first, second] = collector.spans
  expect(first).toMatchObject({ service: 'test', kind: 3, traceId: parent.slice(3, 35) })
  expect(second).toMatchObject({ kind: 2, spanId: first?.parentSpanId, parentSpanId: parent.slice(36, 52) })
})

it.each([undefined, '', 'nonsense', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`])(
  'begins a trace where %j was sent along',
  async sent => {
    await start(1)
    const span = startSpan(call(sent))
    expect(isTraceparent(span?.traceparent)).toBe(true)
    span?.end({})
    await until('the span is there', () => collector.spans.length === 1)
    expect(collector.spans[0]?.parentSpanId).toBe('')
  },
)

it('sends none of a trace that is not chosen, and still passes the trace on', async () => {
  await start(0)
  const parent = newTraceparent()
  expect(startSpan(call(parent))).toBeUndefined()
  expect(outgoingTraceparent(parent).slice(3, 35)).toBe(parent.slice(3, 35))
  const begun = startSpan(call())
  expect(isTraceparent(begun?.traceparent)).toBe(true)
  begun?.end({})
  await life.end()
  expect(collector.spans).toEqual([])
})

it('chooses the share that was asked for, the same traces everywhere, and a greater share holds the lesser', () => {
  const ids = Array.from({ length: 20_000 }, () => newTraceparent().slice(3, 35))
  const chosen = ids.filter(sampledShare(0.1))
  expect(chosen.length).toBeGreaterThan(1_600)
  expect(chosen.length).toBeLessThan(2_400)
  expect(ids.filter(sampledShare(0.1))).toEqual(chosen)
  expect(chosen.every(sampledShare(0.2))).toBe(true)
  expect(ids.filter(sampledShare(0))).toEqual([])
  expect(ids.filter(sampledShare(1))).toEqual(ids)
})

it.each([
  ['is gone', async () => 'http://127.0.0.1:1'],
  ['answers nonsense', async () => `${collector.endpoint}/nowhere`],
])(
  'harms nobody when the collector %s: spans are made and dropped, and the stop is in order',
  async (_, endpoint) => {
    await start(1, await endpoint())
    // More than may wait.
    for (let no = 0; no < 20_000; no++) startSpan(call(newTraceparent()))?.end({})
    await life.end()
    expect(startSpan(call())).toBeUndefined()
  },
)
