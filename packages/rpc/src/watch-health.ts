import { type experimental, Metadata, status } from '@grpc/grpc-js'
import { service as health } from 'grpc-health-check'

type Connection = ReturnType<experimental.SubchannelInterface['getRealSubchannel']>

/** A watch that has begun. */
export interface HealthWatch {
  /** No listener is called any more. */
  cancel(): void
}

export interface HealthListeners {
  /** At once, and with each change; anything but NOT_SERVING counts as serving. */
  readonly said: (serving: boolean) => void
  /** The watch is over though it was not cancelled; not called for a server that has no health service. */
  readonly ended: () => void
}

/** gRPC's frame of a message without content: a `HealthCheckRequest` that asks for the process as a whole. */
const WHOLE_PROCESS = Buffer.alloc(5)
const FRAME_BYTES = 5

/**
 * Watches `grpc.health.v1` over this very connection. Not by a client over `getChannel()`: that one lets a connection
 * that breaks at the wrong moment become an unhandled rejection, which ends the process.
 */
export function watchHealth(connection: Connection, { said, ended }: HealthListeners): HealthWatch {
  let cancelled = false
  const call = openCall(connection, {
    onReceiveMetadata: () => undefined,
    onReceiveMessage: (framed: Buffer) => {
      if (cancelled) return
      said(isServing(framed.subarray(FRAME_BYTES)))
      call?.startRead()
    },
    onReceiveStatus: ({ code }) => {
      if (!cancelled && code !== status.UNIMPLEMENTED) ended()
    },
  })
  if (!call) ended()
  call?.startRead()
  call?.sendMessageWithContext({}, WHOLE_PROCESS)
  call?.halfClose()
  return {
    cancel() {
      cancelled = true
      call?.cancelWithStatus(status.CANCELLED, 'the watch is over')
    },
  }
}

function openCall(connection: Connection, listener: Parameters<Connection['createCall']>[3]) {
  try {
    return connection.createCall(
      new Metadata(),
      connection.getAddress(),
      '/grpc.health.v1.Health/Watch',
      listener,
    )
  } catch {
    return undefined // it broke meanwhile, and tells its listeners by itself
  }
}

function isServing(bytes: Buffer): boolean {
  const answer = health.Watch?.responseDeserialize(bytes) as { readonly status?: string } | undefined
  return answer?.status !== 'NOT_SERVING'
}
