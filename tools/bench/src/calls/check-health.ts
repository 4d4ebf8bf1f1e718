import { ClaimService } from '@rewards/contracts/event'
import type { Ask } from './ask.ts'

const PATH = '/grpc.health.v1.Health/Check'
const SERVICE = Buffer.from(ClaimService.typeName)
/** `HealthCheckRequest.service`, which is how the gateway knows whom to ask. */
const REQUEST = Buffer.concat([Buffer.from([0x0a, SERVICE.length]), SERVICE])
/** `HealthCheckResponse.status` is SERVING. */
const SERVING = Buffer.from([8, 1])

/** The empty call: asks the event service whether it serves. Rejects unless it does. */
export async function checkHealth(ask: Ask, token: string): Promise<void> {
  const answer = await ask(PATH, REQUEST, token)
  if (!answer.equals(SERVING)) throw new Error('the event service does not serve')
}
