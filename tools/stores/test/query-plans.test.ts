import { queryPlans } from '@rewards/store/sqlite/testing'
import { describe } from 'vitest'
import { SERVICES } from '../src/services.ts'

for (const [service, collections] of Object.entries(SERVICES))
  describe(`the store of ${service}`, () => {
    for (const collection of collections) queryPlans(collection)
  })
