import { expect, it } from 'vitest'
import { claimRequested } from '../src/infrastructure/nats/claim-requested.ts'
import { message, request } from './builders.ts'

const asked = { subject: 'reward.claim.requested', body: message(request()), deliveries: 1 }

it('an ask is handled when its grants are written, not before', async () => {
  const written = Promise.withResolvers<void>()
  let isHandled = false
  const handling = Promise.resolve(claimRequested(() => written.promise).handle(asked)).then(() => {
    isHandled = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(isHandled).toBe(false)
  written.resolve()
  await handling
})

it('an ask whose grants could not be written has failed, so that it comes again', async () => {
  const unwritten = async () => {
    throw new Error('the store is away')
  }
  await expect(claimRequested(unwritten).handle(asked)).rejects.toThrow('the store is away')
})
