import { describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'

describe('the environment', () => {
  test('need not say anything', () => {
    const { config, warnings } = readConfig({})
    expect(config).toMatchObject({
      port: 3_000,
      host: '127.0.0.1',
      event: ['127.0.0.1:50052'],
      corsOrigins: [],
    })
    expect(warnings).toEqual([])
  })

  test('names replicas and origins as lists', () => {
    const { config } = readConfig({
      REWARDS_EVENT_URLS: 'event-0:50052, event-1:50052',
      REWARDS_CORS_ORIGINS: 'https://shop.example,http://localhost:5173',
      REWARDS_GATEWAY_LONGEST_DEADLINE: '1m',
    })
    expect(config.event).toEqual(['event-0:50052', 'event-1:50052'])
    expect(config.corsOrigins).toEqual(['https://shop.example', 'http://localhost:5173'])
    expect(config.longestDeadlineMs).toBe(60_000)
  })

  test('is refused with every problem at once', () => {
    const env = {
      REWARDS_GATEWAY_PORT: '70000',
      REWARDS_EVENT_URLS: 'event',
      REWARDS_CORS_ORIGINS: 'https://shop.example/path',
    }
    expect(() => readConfig(env)).toThrow(/REWARDS_GATEWAY_PORT.*REWARDS_EVENT_URLS.*REWARDS_CORS_ORIGINS/)
  })

  test('names a certificate and its key, or neither', () => {
    const cert = { REWARDS_GATEWAY_TLS_CERT: '/etc/tls/tls.crt' }
    const key = { REWARDS_GATEWAY_TLS_KEY: '/etc/tls/tls.key' }
    expect(readConfig({ ...cert, ...key }).config).toMatchObject({ tlsCert: '/etc/tls/tls.crt' })
    expect(() => readConfig(cert)).toThrow(
      'REWARDS_GATEWAY_TLS_KEY is not set, but REWARDS_GATEWAY_TLS_CERT is',
    )
    expect(() => readConfig(key)).toThrow(
      'REWARDS_GATEWAY_TLS_CERT is not set, but REWARDS_GATEWAY_TLS_KEY is',
    )
  })
})
