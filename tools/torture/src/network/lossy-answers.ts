import { once } from 'node:events'
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Random } from '../random.ts'

/** A way to an HTTP/2 server on which every request arrives, and of the answers a share never does. */
export interface LossyAnswers {
  readonly url: string
  /** Which share of the answers is lost, 0 to 1. */
  share: number
  /** How many there were, since the share is above 0. */
  readonly answers: number
  readonly lost: number
  close(): void
}

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR } = constants

/**
 * An answer is lost when it has begun to come: the server has done its work by then, and the caller sees the call break
 * off, and nothing else.
 */
export async function lossyAnswers(to: string, random: Random): Promise<LossyAnswers> {
  const counts = { share: 0, answers: 0, lost: 0 }
  const isLost = () => {
    if (counts.share === 0) return false
    counts.answers++
    const lost = random.chance(counts.share)
    if (lost) counts.lost++
    return lost
  }
  const server = createServer()
  server.on('sessionError', () => undefined)
  server.on('session', near => {
    const far = connect(to)
    const end = () => {
      near.destroy()
      far.destroy()
    }
    for (const session of [near, far]) session.on('error', end).on('close', end)
    near.on('stream', (stream, headers) => {
      // A server that is about to end takes nothing new: the caller has to connect again.
      if (far.closed || far.destroyed) end()
      else forward(stream, headers, far, isLost)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(counts, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  })
}

function forward(
  near: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  to: ClientHttp2Session,
  isLost: () => boolean,
): void {
  const far = to.request(headers)
  near.pipe(far)
  near.on('error', () => undefined)
  near.on('close', () => far.close(NGHTTP2_CANCEL))
  far.on('error', () => undefined)
  far.on('response', answer => {
    if (isLost()) near.close(NGHTTP2_INTERNAL_ERROR)
    if (near.destroyed || near.closed) return
    const { ':status': status, ...others } = answer
    near.respond({ ':status': status ?? 500, ...others })
    far.pipe(near)
  })
  far.on('close', () => {
    if (!near.headersSent && !near.destroyed) near.close(NGHTTP2_INTERNAL_ERROR)
  })
}
