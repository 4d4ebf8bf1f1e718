export { resourceOf } from './resource.ts'
export { sendSpans } from './send-spans.ts'
export { serveMetrics } from './serve-metrics.ts'
