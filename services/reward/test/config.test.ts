import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'

describe('the configuration', () => {
  it('has a value for everything when nothing is set; the simulator is off', () => {
    expect(readConfig({}).config).toMatchObject({
      host: '127.0.0.1',
      port: 50_054,
      dataDir: '.data',
      natsUrl: 'nats://127.0.0.1:4222',
      simulator: false,
    })
  })

  it('warns of a variable of its own that nothing reads', () => {
    expect(readConfig({ REWARDS_REWARD_PROT: '1' }).warnings).toEqual([
      'REWARDS_REWARD_PROT is set, but nothing here reads it',
    ])
  })
})
