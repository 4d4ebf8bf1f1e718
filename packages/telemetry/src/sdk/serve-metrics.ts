import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import type { Resource } from '@opentelemetry/resources'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import type { Life } from '@rewards/process'
import { Figures } from '../figures.ts'
import { measureWith } from '../instruments.ts'
import { MOST_SERIES } from '../series.ts'
import { measureProcess } from './process-gauges.ts'
import { producerOf } from './produce-figures.ts'

const SCOPE = 'rewards'

/** Measures from now on, and serves what was measured at `/metrics` as Prometheus text. Resolves to the port. */
export async function serveMetrics(
  { host, port: wanted }: { readonly host: string; readonly port: number },
  resource: Resource,
  { logger, onStop }: Pick<Life, 'logger' | 'onStop'>,
): Promise<number> {
  const figures = new Figures()
  const metricProducers = [producerOf(figures, resource, SCOPE)]
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    metricProducers,
  })
  const views = [{ instrumentName: '*', aggregationCardinalityLimit: MOST_SERIES }]
  const provider = new MeterProvider({ resource, readers: [exporter], views })
  const server = createServer(
    pageOf((request, response) => exporter.getMetricsRequestHandler(request, response)),
  )
  const port = await listen(server, host, wanted)
  measureWith({ meter: provider.getMeter(SCOPE), figures })
  const forget = measureProcess()
  onStop('metrics', async () => {
    measureWith(undefined)
    forget()
    server.closeAllConnections()
    server.close()
    await provider.shutdown()
  })
  logger.info({ host, port }, 'metrics at /metrics')
  return port
}

function pageOf(metrics: RequestListener): RequestListener {
  return (request, response) => {
    if (request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics') metrics(request, response)
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('there is /metrics here, to GET\n')
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', err => reject(listenError(`${host}:${port}`, err)))
  server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port))
  return promise
}

function listenError(address: string, cause: NodeJS.ErrnoException): Error {
  const why =
    cause.code === 'EADDRINUSE'
      ? 'something else listens there; stop it or choose another port'
      : cause.message
  return new Error(`cannot serve metrics on ${address}: ${why}`, { cause })
}
