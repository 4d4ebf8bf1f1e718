import { isMeasuring } from './instruments.ts'
import { isTracing } from './spans.ts'

export { type TelemetryConfig, telemetryFields } from './config.ts'
export {
  type Attributes,
  counter,
  durations,
  gauge,
  isMeasuring,
  type Observation,
} from './instruments.ts'
export { outgoingTraceparent, type Span, type SpanStart, startSpan } from './spans.ts'
export { startTelemetry } from './start.ts'

/** Whether this process measures or traces: what is worth being put between only then asks for it where it is made. */
export function telemetryIsOn(): boolean {
  return isMeasuring() || isTracing()
}
