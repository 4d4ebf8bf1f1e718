import { startTelemetry } from '@rewards/telemetry'
import { expect, it } from 'vitest'
import { rateLimited } from '../src/domain/attempts/rate-limited.ts'
import { countedLimiter } from '../src/infrastructure/metrics/counted-limiter.ts'
import { testLife } from './running-auth.ts'

it('attempts that are refused are a figure, by the limit that refused them; what goes wrong is none', async () => {
  const life = testLife()
  const config = { host: '127.0.0.1', metricsPort: 0, otlpEndpoint: undefined, traceRatio: 1 }
  const { metricsPort } = await startTelemetry('auth', config, life)
  const refuse = async () => {
    throw rateLimited('signInsPerAccount', 1_000)
  }
  const fail = () => Promise.reject(new Error('the store is gone'))
  const limiter = countedLimiter({ check: refuse, count: refuse, forgive: fail })
  await expect(limiter.check('token', {})).rejects.toMatchObject({ reason: 'RATE_LIMITED' })
  await expect(limiter.count('signIn', {})).rejects.toMatchObject({ reason: 'RATE_LIMITED' })
  const failing = countedLimiter({ check: fail, count: fail, forgive: fail })
  await expect(failing.count('signIn', {})).rejects.toThrow('the store is gone')
  const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  const lines = page.split('\n').filter(line => line.startsWith('rewards_attempts_refused_total'))
  expect(lines).toEqual([expect.stringMatching(/limit="signInsPerAccount".* 2( |$)/)])
  await life.stop()
})
