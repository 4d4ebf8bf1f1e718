import type { StoreDeclaration } from '@rewards/store'
import { storeDeclaration as auth } from '../../../services/auth/src/infrastructure/store/collections.ts'
import { storeDeclaration as condition } from '../../../services/condition/src/infrastructure/store/collections.ts'
import { storeDeclaration as event } from '../../../services/event/src/infrastructure/store/collections.ts'
import { storeDeclaration as reward } from '../../../services/reward/src/infrastructure/store/collections.ts'

/** The collections of each service that has a store, by the service's name. */
export type Services = Readonly<Record<string, StoreDeclaration>>

/** All there are. A further service with a store is one more line. */
export const SERVICES: Services = { auth, condition, event, reward }
