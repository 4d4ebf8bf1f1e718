import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Limits } from '../limits.ts'
import { connectionsPerAddress, type Width } from './connections-per-address.ts'
import { type Protocol, readFirstBytes } from './first-bytes.ts'
import { Http2Sessions } from './http2-sessions.ts'
import { onlyTls, type PortTls } from './only-tls.ts'
import { dropRestOnceAnswered } from './rest-of-request.ts'
import { StillOpen } from './still-open.ts'

export type HttpRequest = IncomingMessage | Http2ServerRequest
export type HttpResponse = ServerResponse | Http2ServerResponse
/** Answers one request of either protocol. */
export type HttpHandler = (request: HttpRequest, response: HttpResponse) => void

/** How many calls at once a narrow connection is offered: enough for a browser, which opens 6 connections of HTTP/1.1. */
const NARROW = 10

/**
 * Node's own limit of an HTTP/2 connection's memory, 10 MB, is off, as grpc-js has it: Node counts what a caller gave up
 * before it was sent as still held, so that a connection that many share comes to refuse every call (ENHANCE_YOUR_CALM). What
 * it really holds is bounded by its calls, each by its headers and one message.
 */
const maxSessionMemory = Number.MAX_SAFE_INTEGER

/** A port that is open. */
export interface OnePort {
  readonly port: number
  /** Takes no further connection, nor a further call on the ones there are. */
  stopAccepting(): void
  /** Waits until the connections have closed, but no longer than `graceMs`, and cuts what is left. */
  close(graceMs: number): Promise<void>
}

/**
 * Opens one port for HTTP/1.1 and HTTP/2: in plain text by prior knowledge, or, with `tls`, over TLS alone, by ALPN. Rejects
 * with the system's error, such as EADDRINUSE. The protocol servers never listen themselves: they are handed sockets by
 * their first bytes.
 */
export async function openPort(
  handler: HttpHandler,
  at: { host: string; port: number },
  limits: Limits,
  tls?: PortTls,
): Promise<OnePort> {
  const sockets = new StillOpen<Socket>()
  const widthOf = connectionsPerAddress(limits)
  const http1 = http1Server(handler, limits)
  const { sessions, ...http2 } = http2Servers(handler, limits)
  const servedBy = (width: Width) => {
    const serve = (protocol: Protocol, socket: Socket) =>
      (protocol === 'http2' ? http2[width] : http1).emit('connection', socket)
    return tls ? onlyTls(tls, limits.firstBytesMs, serve) : serve
  }
  const take = { wide: servedBy('wide'), narrow: servedBy('narrow') }
  const listener = createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: limits.idleMs },
    socket => {
      const width = widthOf(socket)
      if (!width) return
      sockets.add(socket)
      readFirstBytes(socket, limits.firstBytesMs, protocol => take[width](protocol, socket))
    },
  )
  listener.maxConnections = limits.maxConnections
  await listening(listener, at)
  return {
    port: (listener.address() as AddressInfo).port,
    stopAccepting() {
      listener.close()
      http1.closeIdleConnections()
      sessions.drain()
    },
    async close(graceMs) {
      http1.close(() => undefined) // stops its timers, and closes what became idle; it never listened, and says so
      await sockets.idle(graceMs)
      for (const socket of sockets) socket.destroy()
    },
  }
}

function http1Server(handler: HttpHandler, limits: Limits) {
  const server = createHttp1(
    {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
    },
    handler,
  )
  server.on('request', dropRestOnceAnswered)
  server.emit('listening') // starts the check of the header and request timeouts, which only a listening server has
  return server
}

/** One for connections of each width: what a server offers is the same for all that it is handed. */
function http2Servers(handler: HttpHandler, limits: Limits) {
  const { maxStreamsPerConnection: most, maxHeaderBytes: maxHeaderListSize } = limits
  const sessions = new Http2Sessions(limits)
  const server = (maxConcurrentStreams: number) =>
    sessions.watch(
      createHttp2({ maxSessionMemory, settings: { maxConcurrentStreams, maxHeaderListSize } }, handler),
    )
  return { wide: server(most), narrow: server(Math.min(most, NARROW)), sessions }
}

async function listening(
  listener: ReturnType<typeof createServer>,
  at: { host: string; port: number },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  listener.once('error', reject).listen(at, resolve)
  await promise
  listener.off('error', reject)
}
