import { ConditionService } from '@rewards/contracts/condition'
import { EventService } from '@rewards/contracts/event'
import { Violations } from '@rewards/errors'
import { createLogger } from '@rewards/process'
import { createClient, createServer, type Handlers, implement, openChannel } from '@rewards/rpc'
import { eventUseCases } from '../src/application/events/index.ts'
import { conditionsOver } from '../src/infrastructure/grpc/condition-client.ts'
import { eventHandlers } from '../src/infrastructure/grpc/event-handlers.ts'
import { eventWorld } from './event-world.ts'
import { scopedVerifier } from './scoped-tokens.ts'

const logger = createLogger({ service: 'test', level: 'silent' })

type ConditionHandlers = Handlers<typeof ConditionService>
type Asked<M extends keyof ConditionHandlers> = Parameters<ConditionHandlers[M]>[0]

/** Serves one service on a free port, with a client of it. */
async function serve<S extends typeof EventService | typeof ConditionService>(
  service: S,
  handlers: Handlers<S>,
) {
  const server = createServer({ services: [implement(service, handlers)], verifier: scopedVerifier, logger })
  const port = await server.listen('127.0.0.1', 0)
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [service] })
  return { server, channel, client: createClient(service, channel) }
}

/** EventService over real gRPC and a real store, with a condition service that knows LOGIN_DAYS alone. */
export async function eventServer() {
  const asked: { token: string | undefined; request: Asked<'validateConditions' | 'evaluateConditions'> }[] =
    []
  const unused = () => Promise.reject(new Error('not used here'))
  const condition = await serve(ConditionService, {
    async validateConditions(request, { caller }) {
      asked.push({ token: caller?.token, request })
      const violations = new Violations()
      for (const [at, { type }] of request.conditions.entries())
        violations.oneOf(`conditions[${at}].type`, type, ['LOGIN_DAYS'])
      violations.throwIfAny()
      return {}
    },
    async evaluateConditions(request, { caller }) {
      asked.push({ token: caller?.token, request })
      const measured = { kind: { case: 'numberValue', value: 1 } } as const
      const wanted = request.conditions[0]?.value ?? measured
      const result = {
        conditionId: 'cnd_a',
        type: 'LOGIN_DAYS',
        operator: '>=',
        missing: '2 more login days',
      }
      return { met: false, results: [{ ...result, met: false, measured, wanted }] }
    },
    listConditionTypes: unused,
    getProgress: unused,
    recordActivity: unused,
    recordActivities: unused,
  })
  const conditions = conditionsOver(condition.client, 2_000)
  const world = await eventWorld({ conditions })
  const event = await serve(EventService, eventHandlers(eventUseCases(world.ports), world.ports.now))
  return {
    world,
    asked,
    conditions,
    client: event.client,
    stopConditions: () => condition.server.close(0),
    async [Symbol.asyncDispose]() {
      for (const { channel, server } of [event, condition]) {
        channel.close()
        await server.close(0)
      }
      await world[Symbol.asyncDispose]()
    },
  }
}
