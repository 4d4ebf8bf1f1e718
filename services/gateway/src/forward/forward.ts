import type {
  DescMethod,
  DescMethodBiDiStreaming,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
} from '@bufbuild/protobuf'
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect'
import type { Backend } from './backends.ts'
import { forwardStream } from './forward-stream.ts'
import { forwardUnary } from './forward-unary.ts'
import type { Forwarding, Message } from './forwarding.ts'
import { inTurn } from './in-turn.ts'

/** Adds a route that passes the method on to its backend. The descriptor says all there is to know of it. */
export function addForward(
  router: ConnectRouter,
  method: DescMethod,
  backend: Backend,
  forwarding: Forwarding,
): void {
  const forward = forwardStream(method, backend, forwarding)
  switch (method.methodKind) {
    case 'unary':
      router.rpc(
        method as DescMethodUnary,
        inTurn(method, forwardUnary(method, backend, forwarding), forwarding),
      )
      break
    case 'server_streaming':
      router.rpc(method as DescMethodServerStreaming, (request, context) => forward([request], context))
      break
    case 'client_streaming':
      router.rpc(method as DescMethodClientStreaming, (requests, context) => only(forward(requests, context)))
      break
    case 'bidi_streaming':
      router.rpc(method as DescMethodBiDiStreaming, forward)
  }
}

async function only(responses: AsyncGenerator<Message>): Promise<Message> {
  let response: Message | undefined
  for await (response of responses); // to the end: only then are the trailers there
  if (response) return response
  throw new ConnectError('the service ended the call without an answer', Code.Internal)
}
