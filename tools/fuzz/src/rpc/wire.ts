import { Agent, request as httpRequest } from 'node:http'
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly http: 1 | 2
  readonly method: 'GET' | 'POST'
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly trailers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A gateway, spoken to in plain HTTP with connections that are kept. */
export class Wire {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 })
  #session: ClientHttp2Session | undefined

  constructor(url: string) {
    this.#url = url
  }

  /** Rejects when no whole answer came, and once `limitMs` is over. */
  exchange(request: WireRequest, limitMs: number): Promise<WireAnswer> {
    const signal = AbortSignal.timeout(limitMs)
    return request.http === 1 ? this.#over1(request, signal) : this.#over2(request, signal)
  }

  close(): void {
    this.#agent.destroy()
    this.#session?.destroy()
  }

  #over1({ method, path, headers, body }: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>()
    const sent = { ...headers, ...(method === 'POST' && { 'content-length': String(body.length) }) }
    const request = httpRequest(
      `${this.#url}${path}`,
      { method, headers: sent, agent: this.#agent, signal },
      answer => {
        const chunks: Buffer[] = []
        answer.on('data', chunk => chunks.push(chunk)).on('error', reject)
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            trailers: answer.trailers,
            body: Buffer.concat(chunks),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
    return promise
  }

  #over2({ method, path, headers, body }: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>()
    const stream = this.#open().request({ ...headers, ':method': method, ':path': path }, { signal })
    const heard = { headers: {} as IncomingHttpHeaders, trailers: {} as IncomingHttpHeaders }
    const chunks: Buffer[] = []
    stream.on('response', answer => {
      heard.headers = answer
    })
    stream.on('trailers', trailers => {
      heard.trailers = trailers
    })
    stream.on('data', chunk => chunks.push(Buffer.from(chunk))).on('error', reject)
    stream.on('close', () => {
      const status = Number(heard.headers[':status'] ?? 0)
      if (status === 0) reject(new Error(`the stream was closed without an answer (${stream.rstCode})`))
      else resolve({ status, ...heard, body: Buffer.concat(chunks) })
    })
    stream.end(body)
    return promise
  }

  #open(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session
    const session = connect(this.#url)
    session.on('error', () => undefined) // the streams tell of it
    this.#session = session
    return session
  }
}
