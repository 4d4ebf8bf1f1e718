import { ValueType } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics'
import { type Durations, type Figure, type Figures, SECONDS } from '../figures.ts'

/** Shows figures to a reader of the SDK, beside what its own instruments measure. */
export function producerOf(figures: Figures, resource: Resource, name: string): MetricProducer {
  const startTime = timeOf(Date.now())
  const pointsOf = <T, V>({ series }: Figure<T>, shown: (value: T) => V): DataPoint<V>[] => {
    const endTime = timeOf(Date.now())
    return series
      .all()
      .map(({ attributes, value }) => ({ startTime, endTime, attributes, value: shown(value) }))
  }
  const metrics = (): MetricData[] => [
    ...figures.durations.map(figure => ({
      ...described(figure, 's', ValueType.DOUBLE),
      dataPointType: DataPointType.HISTOGRAM as const,
      dataPoints: pointsOf(figure, histogramOf),
    })),
    ...figures.counts.map(figure => ({
      ...described(figure, '', ValueType.INT),
      dataPointType: DataPointType.SUM as const,
      isMonotonic: true,
      dataPoints: pointsOf(figure, ({ value }) => value),
    })),
  ]
  return {
    collect: async () => ({
      resourceMetrics: { resource, scopeMetrics: [{ scope: { name }, metrics: metrics() }] },
      errors: [],
    }),
  }
}

function described({ name, description }: Figure<unknown>, unit: string, valueType: ValueType) {
  return {
    descriptor: { name, description, unit, valueType },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
}

function histogramOf({ counts, sum }: Durations): Histogram {
  const count = counts.reduce((all, each) => all + each, 0)
  return { buckets: { boundaries: [...SECONDS], counts: [...counts] }, sum, count }
}

/** Seconds and nanoseconds. */
function timeOf(ms: number): [number, number] {
  return [Math.trunc(ms / 1_000), (ms % 1_000) * 1e6]
}
