import { constants, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { Limits } from '../limits.ts'

/** Watches over the HTTP/2 connections of servers: silent and dead ones are closed. */
export class Http2Sessions {
  readonly #open = new Set<ServerHttp2Session>()
  readonly #limits: Limits

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Those of this server too; gives it back. */
  watch(server: Http2Server): Http2Server {
    return server.on('session', session => {
      this.#open.add(session)
      session.once('close', () => this.#open.delete(session))
      session.on('error', () => session.destroy())
      requireSettings(session, this.#limits.headersMs)
      endWhenIdle(session, this.#limits)
      session.on('stream', stream => requireWholeRequest(stream, this.#limits.requestMs))
      session.on('stream', dropRequestOnceAnswered)
    })
  }

  /** Takes no new streams; each connection closes when its last stream has ended. */
  drain(): void {
    for (const session of this.#open) session.close()
  }
}

function requireSettings(session: ServerHttp2Session, limitMs: number): void {
  const timer = setTimeout(() => session.destroy(), limitMs)
  session.once('remoteSettings', () => clearTimeout(timer))
  session.once('close', () => clearTimeout(timer))
}

function requireWholeRequest(stream: ServerHttp2Stream, limitMs: number): void {
  if (stream.endAfterHeaders) return
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), limitMs)
  stream.once('end', () => clearTimeout(timer))
  stream.once('close', () => clearTimeout(timer))
}

/** A quiet connection may carry a stream that waits, so it stays when it has one and its peer still answers. */
function endWhenIdle(session: ServerHttp2Session, { idleMs, headersMs }: Limits): void {
  let streams = 0
  session.on('stream', stream => {
    streams += 1
    stream.once('close', () => {
      streams -= 1
    })
  })
  session.setTimeout(idleMs, () => {
    if (streams === 0) farewell(session, headersMs)
    else requireAnswer(session, headersMs)
  })
}

/**
 * Says that the connection ends, and ends it. An orderly close would wait until the peer has closed its half too, for ever if
 * it never does.
 */
function farewell(session: ServerHttp2Session, limitMs: number): void {
  session.goaway(constants.NGHTTP2_NO_ERROR)
  const timer = setTimeout(() => session.destroy(), limitMs)
  session.once('close', () => clearTimeout(timer))
}

function requireAnswer(session: ServerHttp2Session, limitMs: number): void {
  const timer = setTimeout(() => session.destroy(), limitMs)
  session.ping(() => clearTimeout(timer))
}

/** How often is looked whether an answer has left. */
const LEFT_YET_MS = 10

/**
 * A caller may still be sending when it has its whole answer, and would wait for ever for room to send more: it is told
 * to stop, without an error (RFC 9113, section 8.1). Not before the answer has left, or its end would be dropped; no event
 * tells of that. What it has sent is dropped: a stream keeps its place, and its call's, while nobody reads the rest.
 */
function dropRequestOnceAnswered(stream: ServerHttp2Stream): void {
  const drop = () => {
    if (stream.destroyed || stream.readableEnded) return
    if (stream.closed || stream.state.localClose === 1) stream.destroy()
    else setTimeout(drop, LEFT_YET_MS).unref()
  }
  stream.once('finish', drop)
}
