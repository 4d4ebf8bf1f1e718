import { statusOf } from '@rewards/rpc'
import type { Overrides } from '../../../services/gateway/src/gateway-service.ts'

/**
 * How the gateway tells of its own failures to the suite, which takes every detail that a server did not send for an error:
 * without the reason for programs that everybody else is given.
 */
export const withoutDetails: Overrides['ownStatus'] = error => ({ ...statusOf(error, ''), details: [] })
