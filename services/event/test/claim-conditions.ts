import { ConditionService } from '@rewards/contracts/condition'
import { createServer, type Handlers, implement, type Server, type TokenVerifier } from '@rewards/rpc'
import { quiet } from './claim-callers.ts'

const unused = () => Promise.reject(new Error('not used here'))

/** A condition service that says what the test tells it to. Its address stays the same through a stop and a start. */
export async function startConditions(verifier: TokenVerifier) {
  const script = {
    met: true,
    /** Who was asked about, in order. */
    asked: [] as string[],
    /** Held up until this resolves. */
    gate: Promise.resolve(),
  }
  const handlers: Handlers<typeof ConditionService> = {
    async validateConditions() {
      return {}
    },
    async evaluateConditions({ conditions }, { caller }) {
      script.asked.push(caller?.userId ?? '')
      await script.gate
      const { met } = script
      const results = conditions.map(({ conditionId, type, operator, value }) => ({
        conditionId,
        type,
        operator,
        met,
        measured: { kind: { case: 'numberValue', value: met ? 3 : 1 } } as const,
        ...(value && { wanted: value }),
        missing: met ? '' : '2 more login days',
      }))
      return { met, results }
    },
    listConditionTypes: unused,
    getProgress: unused,
    recordActivity: unused,
    recordActivities: unused,
  }
  const listen = async (port: number): Promise<[Server, number]> => {
    const server = createServer({
      services: [implement(ConditionService, handlers)],
      verifier,
      logger: quiet,
    })
    return [server, await server.listen('127.0.0.1', port)]
  }
  let [server, port] = await listen(0)
  return {
    script,
    address: `127.0.0.1:${port}`,
    stop: () => server.close(0),
    async start() {
      ;[server, port] = await listen(port)
    },
  }
}

export type ScriptedConditions = Awaited<ReturnType<typeof startConditions>>
