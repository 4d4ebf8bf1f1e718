import { credentials, makeClientConstructor } from '@grpc/grpc-js'
import { service } from 'grpc-health-check'

interface RawHealth {
  check(
    request: { service: string },
    callback: (error: Error | null, answer?: { status: string }) => void,
  ): void
  watch(request: { service: string }): AsyncIterable<{ status: string }>
  close(): void
}

/** A foreign client of `grpc.health.v1`. */
export function healthOf(port: number) {
  const Health = makeClientConstructor(service, 'Health')
  const raw = new Health(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as RawHealth
  const check = (name: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    raw.check({ service: name }, (error, answer) => (error ? reject(error) : resolve(answer?.status ?? '')))
    return promise
  }
  return { check, watch: (name: string) => raw.watch({ service: name }), close: () => raw.close() }
}
