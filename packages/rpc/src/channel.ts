import type { DescService } from '@bufbuild/protobuf'
import { Client as GrpcClient } from '@grpc/grpc-js'
import { PlainText } from './plain-text.ts'
import { repeatCutAnswers } from './repeat-cut-answers.ts'
import { serviceConfig } from './service-config.ts'
import { targetOf } from './static-resolver.ts'

export interface ChannelOptions {
  /** `host:port` of each replica; one address may be a name that stands for several. */
  readonly addresses: readonly string[]
  /** The services called over this channel; their contracts say which methods may be repeated. */
  readonly services: readonly DescService[]
  /** The largest answer that is accepted, bytes. Default 4 MiB. */
  readonly maxResponseBytes?: number
}

/** How long a peer that accepted a connection may take to say something. */
const SILENCE_MS = 3_000

/** Connections to the replicas of one process, made when first needed and again, within about a second, when lost. */
export interface Channel {
  /** grpc-js's own client, for those who forward bytes by descriptor. */
  readonly grpc: GrpcClient
  /** Calls under way are cancelled. */
  close(): void
}

/**
 * Opens a channel: calls go round the replicas that can be reached. What the contract marks NO_SIDE_EFFECTS or IDEMPOTENT is
 * repeated on UNAVAILABLE, within the deadline, at most twice, unless the server asks not to; nothing else ever is.
 */
export function openChannel({ addresses, services, maxResponseBytes }: ChannelOptions): Channel {
  const grpc = new GrpcClient(targetOf(addresses), new PlainText(SILENCE_MS), {
    interceptors: [repeatCutAnswers(services)],
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
