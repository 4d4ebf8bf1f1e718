import { clone, create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf'
import type { Transport } from '@connectrpc/connect'
import { callFailed } from '../rewards-error.ts'

export interface NamedOptions {
  readonly newKey: () => string
  /** The deadline of calls whose caller names none, milliseconds. */
  readonly deadlineMs: number
}

/**
 * The outermost layer. Gives each call a deadline, and a name where it can have one: an empty `idempotency_key` gets a new
 * key, which stays the same however often the layers below repeat the call. Failures become `RewardsError`s.
 */
export function named(transport: Transport, { newKey, deadlineMs }: NamedOptions): Transport {
  return {
    async unary(method, signal, timeoutMs = deadlineMs, header, input, values) {
      const message = withKey(method.input, input, newKey)
      try {
        signal?.throwIfAborted()
        return await transport.unary(method, signal, timeoutMs, header, message, values)
      } catch (error) {
        throw callFailed(error, signal, keyOf(message))
      }
    },
    stream: (...call) => transport.stream(...call),
  }
}

const FIELD = 'idempotencyKey'

/** A copy that has a key; the input itself when it has one already, or its kind has none. */
function withKey<I extends DescMessage>(
  schema: I,
  input: MessageInitShape<I>,
  newKey: () => string,
): MessageInitShape<I> {
  if (!schema.field[FIELD] || keyOf(input)) return input
  const message = clone(schema, create(schema, input))
  return Object.assign(message, { [FIELD]: newKey() }) as MessageInitShape<I>
}

function keyOf(message: object): string | undefined {
  return (message as { [FIELD]?: string })[FIELD]
}
