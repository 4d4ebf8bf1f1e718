import type { Transport } from '@connectrpc/connect'

/** Every call goes over the next of the transports: also the repeat of one whose answer was lost. */
export function inTurn(transports: readonly Transport[]): Transport {
  let calls = 0
  const next = () => transports[calls++ % transports.length] as Transport
  return {
    unary: (...call) => next().unary(...call),
    stream: (...call) => next().stream(...call),
  }
}
