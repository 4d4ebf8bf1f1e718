import { parseConfig } from '@rewards/process'
import { expect, it } from 'vitest'
import { telemetryFields } from '../src/index.ts'

const read = (env: Record<string, string>) =>
  parseConfig(telemetryFields('event'), env, 'REWARDS_EVENT_').config

it('is off when nothing is said', () => {
  expect(read({})).toEqual({ metricsPort: undefined, otlpEndpoint: undefined, traceRatio: 0.05 })
})

it('reads where to serve, where to send, and how much', () => {
  const env = {
    REWARDS_EVENT_METRICS_PORT: '9464',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
  }
  expect(read(env)).toEqual({ metricsPort: 9_464, otlpEndpoint: 'http://collector:4318', traceRatio: 0.25 })
})

it.each(['0', '1', '.5', '1.0', '0.000000001'])('takes %s as a share', text => {
  expect(read({ OTEL_TRACES_SAMPLER_ARG: text }).traceRatio).toBe(Number(text))
})

it.each(['-0.1', '1.1', '10%', '1e-3', 'NaN', 'all', '0,5', ' '])(
  'refuses %j as a share, and says what is allowed',
  text => {
    expect(() => read({ OTEL_TRACES_SAMPLER_ARG: text })).toThrow(
      `OTEL_TRACES_SAMPLER_ARG is ${JSON.stringify(text)}; allowed is a number from 0 to 1, such as 0.5`,
    )
  },
)

it.each(['65536', 'off'])('refuses %j as a port, and says what is allowed', text => {
  expect(() => read({ REWARDS_EVENT_METRICS_PORT: text })).toThrow(
    `REWARDS_EVENT_METRICS_PORT is "${text}"; allowed is a port, 0 to 65535`,
  )
})

it.each(['collector:4318', 'grpc://collector:4317', '/v1/traces'])(
  'refuses %j as a collector, which may hold a password and is not shown',
  text => {
    expect(() => read({ OTEL_EXPORTER_OTLP_ENDPOINT: text })).toThrow(
      'OTEL_EXPORTER_OTLP_ENDPOINT is malformed (its value is not shown); allowed is a URL that starts with one of http://, https://',
    )
  },
)
