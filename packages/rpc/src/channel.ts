import type { DescService } from '@bufbuild/protobuf'
import { Client as GrpcClient } from '@grpc/grpc-js'
import { telemetryIsOn } from '@rewards/telemetry'
import { observeOutgoing } from './observe-outgoing.ts'
import { PlainText } from './plain-text.ts'
import { repeatCutAnswers } from './repeat-cut-answers.ts'
import { serviceConfig } from './service-config.ts'
import { targetOf } from './static-resolver.ts'
import type { InnerTls } from './tls/inner-tls.ts'
import { OverTls } from './tls/over-tls.ts'

export interface ChannelOptions {
  /** `host:port` of each replica; one address may be a name that stands for several. */
  readonly addresses: readonly string[]
  /** The services called over this channel; their contracts say which methods may be repeated. */
  readonly services: readonly DescService[]
  /** The largest answer that is accepted, bytes. Default 4 MiB. */
  readonly maxResponseBytes?: number
  /** Not given: the replicas speak in plain text. */
  readonly tls?: InnerTls | undefined
}

/**
 * How long a peer may be silent: for its first byte, and for the answer to a ping, one of which is sent every 2 s. A
 * process that is stopped or cut off is found out within the sum of both.
 */
const SILENCE_MS = 3_000

/** Connections to the replicas of one process, made when first needed and again, within about a second, when lost. */
export interface Channel {
  /** grpc-js's own client, for those who forward bytes by descriptor. */
  readonly grpc: GrpcClient
  /** Calls under way are cancelled. */
  close(): void
}

/**
 * Opens a channel: calls go round the replicas that are connected and serve. None goes to one that is gone (from then on),
 * says NOT_SERVING (from when that has arrived) or is silent (after 5 s); each is used again within about a second of its
 * being back. When none serves, those that are connected are asked; when none is connected, calls fail as `unavailable`
 * UNREACHABLE: at once, or after 3 s while a connection is being tried.
 *
 * What the contract marks NO_SIDE_EFFECTS or IDEMPOTENT is repeated on UNAVAILABLE, within the deadline, at most twice, on
 * another replica where there is one, unless the server says when to come back; once more when its connection broke in the
 * middle of a unary answer. A stream that has begun never is: its reader resumes. Nothing else is ever repeated, except what
 * never reached a handler: a replica that stops in order refuses it so, and fails nothing.
 */
export function openChannel({ addresses, services, maxResponseBytes, tls }: ChannelOptions): Channel {
  const credentials = tls ? new OverTls(tls, addresses, SILENCE_MS) : new PlainText(SILENCE_MS)
  const grpc = new GrpcClient(targetOf(addresses), credentials, {
    interceptors: [...(telemetryIsOn() ? [observeOutgoing] : []), repeatCutAnswers(services)],
    'grpc.service_config': JSON.stringify(serviceConfig(services)),
    'grpc.service_config_disable_resolution': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    'grpc.dns_min_time_between_resolutions_ms': 1_000,
    'grpc.keepalive_time_ms': 2_000,
    'grpc.keepalive_timeout_ms': SILENCE_MS,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.max_receive_message_length': maxResponseBytes ?? 4_194_304,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_channelz': 0,
  })
  return { grpc, close: () => grpc.close() }
}
