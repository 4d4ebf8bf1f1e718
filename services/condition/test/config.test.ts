import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'

describe('the configuration', () => {
  it('has a value for everything when nothing is set', () => {
    expect(readConfig({}).config).toMatchObject({ host: '127.0.0.1', port: 50_053, dataDir: '.data' })
  })

  it('takes several replicas of the others', () => {
    const { config } = readConfig({ REWARDS_EVENT_URLS: 'a:1, b:2', REWARDS_AUTH_URLS: '[::1]:50051' })
    expect(config).toMatchObject({ eventAddresses: ['a:1', 'b:2'], authAddresses: ['[::1]:50051'] })
  })

  it('names every variable that is malformed at once', () => {
    const env = { REWARDS_CONDITION_PORT: '70000', REWARDS_AUTH_URLS: 'nowhere', REWARDS_LOG_LEVEL: 'loud' }
    expect(() => readConfig(env)).toThrow(/REWARDS_LOG_LEVEL.*REWARDS_CONDITION_PORT.*REWARDS_AUTH_URLS/)
  })
})
