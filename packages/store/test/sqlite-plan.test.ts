import { THINGS } from '../src/contract/things.ts'
import { queryPlans } from '../src/sqlite/testing.ts'

queryPlans(THINGS)
