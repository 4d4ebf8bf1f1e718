import { type ConfigOf, type Field, optional, port, url, withDefault } from '@rewards/process'
import { z } from 'zod'

/** The fields of telemetry for a service's own table; `service` is its name in lower case, such as `event`. */
export function telemetryFields(service: string) {
  return {
    /** Where `/metrics` is served, at the address that the service listens on; not set: nowhere, and nothing is measured. */
    metricsPort: optional(port(`REWARDS_${service.toUpperCase()}_METRICS_PORT`)),
    /** Where spans are sent, by OTLP over HTTP, below `/v1/traces`; not set: nowhere, and none are made. */
    otlpEndpoint: optional(url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:'])),
    /** The share of traces that are sent. Told by the trace id, so that all processes choose the same ones. */
    traceRatio: withDefault(ratio('OTEL_TRACES_SAMPLER_ARG'), 0.05),
  } as const
}

/** What a process's configuration says of telemetry. */
export type TelemetryConfig = ConfigOf<ReturnType<typeof telemetryFields>> & { readonly host: string }

function ratio(variable: string): Field<number> {
  const schema = z
    .string()
    .regex(/^(0|1|0?\.\d{1,9}|1\.0{1,9}|0\.\d{1,9})$/)
    .transform(Number)
  return { variable, allowed: 'a number from 0 to 1, such as 0.5', secret: false, schema }
}
