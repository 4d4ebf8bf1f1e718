import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import type { Resource } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Life } from '@rewards/process'
import { traceWith } from '../spans.ts'
import { within } from '../within.ts'
import { sampledShare, samplerOf } from './sampling.ts'

/** So many finished spans wait at most; more are dropped, since a collector that is gone must not fill the memory. */
const MOST_WAITING = 8_192
const SEND_EVERY_MS = 2_000
const STOP_WITHIN_MS = 2_000

/** Sends finished spans in batches, from now on. A collector that does not answer costs those spans and nothing else. */
export function sendSpans(
  { otlpEndpoint, traceRatio }: { readonly otlpEndpoint: string; readonly traceRatio: number },
  resource: Resource,
  { onStop }: Pick<Life, 'onStop'>,
): void {
  const exporter = new OTLPTraceExporter({ url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces` })
  const batches = new BatchSpanProcessor({
    exporter,
    maxQueueSize: MOST_WAITING,
    scheduledDelayMillis: SEND_EVERY_MS,
    exportTimeoutMillis: 5_000,
  })
  const isSampled = sampledShare(traceRatio)
  const sampler = samplerOf(isSampled)
  const provider = new TracerProvider({ resource, sampler, spanProcessors: [batches] })
  traceWith({ tracer: provider.getTracer('rewards'), isSampled })
  onStop('spans', async () => {
    traceWith(undefined)
    await within(STOP_WITHIN_MS, provider.shutdown())
  })
}
