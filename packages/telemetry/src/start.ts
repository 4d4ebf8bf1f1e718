import type { Life } from '@rewards/process'
import type { TelemetryConfig } from './config.ts'

/**
 * Begins to measure and to trace, as far as the configuration asks for it; nothing is even loaded otherwise. Comes before
 * whatever shall be measured. What it starts, `life` stops: spans that wait are sent then, for at most 2 s. Resolves to the
 * port of `/metrics`, if any. Rejects when that port is taken.
 */
export async function startTelemetry(
  service: string,
  config: TelemetryConfig,
  life: Pick<Life, 'logger' | 'onStop'>,
): Promise<{ readonly metricsPort: number | undefined }> {
  const { metricsPort, otlpEndpoint } = config
  if (metricsPort === undefined && otlpEndpoint === undefined) return { metricsPort: undefined }
  const { sendSpans, serveMetrics, resourceOf } = await import('./sdk/index.ts')
  const resource = resourceOf(service)
  if (otlpEndpoint !== undefined) sendSpans({ ...config, otlpEndpoint }, resource, life)
  if (metricsPort === undefined) return { metricsPort }
  return { metricsPort: await serveMetrics({ host: config.host, port: metricsPort }, resource, life) }
}
