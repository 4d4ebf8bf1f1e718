import { Code, ConnectError, type Transport } from '@connectrpc/connect'
import { isLost } from '../failure.ts'

/**
 * One transport over several gateways. Calls go to the same one until it does not answer, or says that it cannot; from then on
 * to the next. Each stream goes to the next.
 */
export function inTurn(transports: readonly Transport[], random: () => number): Transport {
  let current = Math.floor(random() * transports.length)
  const at = (turn: number) => transports[turn % transports.length] as Transport
  return {
    async unary(...call) {
      const turn = current
      try {
        return await at(turn).unary(...call)
      } catch (error) {
        if (turn === current && isOfTheGateway(error)) current++
        throw error
      }
    },
    stream: (...call) => at(current++).stream(...call),
  }
}

function isOfTheGateway(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false
  return isLost(error) || error.code === Code.Unavailable || error.code === Code.DeadlineExceeded
}
