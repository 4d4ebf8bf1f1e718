import { type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2'
import { get } from 'node:https'
import { connect } from 'node:net'
import type { ProbeTls } from './probe-tls.ts'

const HOST = '127.0.0.1'
const PATIENCE_MS = 1_000
const UNCHECKED = { rejectUnauthorized: false } as const

/** The ways to ask a process whether it does its work; each gives `false` for "not yet", and never rejects. */
export const PROBES = { grpc: isServing, http: isReady, nats: isBroker } as const
export { probeTlsOf } from './probe-tls.ts'
export type Probe = keyof typeof PROBES

/** `grpc.health.v1.Health/Check` of the whole server answers SERVING. */
async function isServing(port: number, tls?: ProbeTls): Promise<boolean> {
  const session = connectHttp2(`${tls ? 'https' : 'http'}://${HOST}:${port}`, { ...tls, ...UNCHECKED })
  try {
    return await new Promise<boolean>(resolve => {
      session.setTimeout(PATIENCE_MS, () => resolve(false))
      session.on('error', () => resolve(false))
      const call = session.request({
        ':method': 'POST',
        ':path': '/grpc.health.v1.Health/Check',
        'content-type': 'application/grpc',
        te: 'trailers',
      })
      answerOf(call, resolve)
    })
  } finally {
    session.destroy()
  }
}

/** One message without fields, behind its five bytes; so is the answer, with field 1 (the status) as 1 (SERVING). */
const ASK = Buffer.from([0, 0, 0, 0, 0])
const SERVING = Buffer.from([0, 0, 0, 0, 2, 8, 1])

function answerOf(call: ClientHttp2Stream, resolve: (serving: boolean) => void): void {
  const chunks: Buffer[] = []
  call.on('data', (chunk: Buffer) => chunks.push(chunk))
  call.on('error', () => resolve(false))
  call.on('close', () => resolve(Buffer.concat(chunks).equals(SERVING)))
  call.end(ASK)
}

/** `GET /readyz` answers 200. */
async function isReady(port: number, tls?: ProbeTls): Promise<boolean> {
  if (tls) return isReadyOverTls(port)
  const answer = fetch(`http://${HOST}:${port}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) })
  return answer.then(
    async response => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
}

function isReadyOverTls(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const options = { host: HOST, port, path: '/readyz', agent: false, timeout: PATIENCE_MS, ...UNCHECKED }
    const request = get(options, response => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('timeout', () => request.destroy()).on('error', () => resolve(false))
  })
}

/** A NATS server greets whoever connects. */
function isBroker(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, HOST)
    const answer = (greeted: boolean) => {
      socket.destroy()
      resolve(greeted)
    }
    socket.setTimeout(PATIENCE_MS, () => answer(false))
    socket.once('error', () => answer(false))
    socket.once('data', (chunk: Buffer) => answer(chunk.toString('latin1').startsWith('INFO ')))
    socket.once('end', () => answer(false))
  })
}
