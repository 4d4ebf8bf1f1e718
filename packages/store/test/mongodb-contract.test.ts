import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, describe } from 'vitest'
import { storeContract } from '../src/contract/index.ts'
import { newMongoPlace } from './mongodb-place.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

describe.skipIf(mongo.missing)(mongo.name, () => {
  storeContract({
    name: 'MongoDB',
    newPlace: () => newMongoPlace(mongo),
    ...(mongo.isStandIn && { cannotShow: { 'text order': 'the stand-in compares UTF-16 units' } }),
  })
})
