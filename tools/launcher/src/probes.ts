import { type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'

const HOST = '127.0.0.1'
const PATIENCE_MS = 1_000

/** The ways to ask a process whether it does its work; each gives `false` for "not yet", and never rejects. */
export const PROBES = { grpc: isServing, http: isReady, nats: isBroker } as const
export type Probe = keyof typeof PROBES

/** `grpc.health.v1.Health/Check` of the whole server answers SERVING. */
async function isServing(port: number): Promise<boolean> {
  const session = connectHttp2(`http://${HOST}:${port}`)
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
async function isReady(port: number): Promise<boolean> {
  const answer = fetch(`http://${HOST}:${port}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) })
  return answer.then(
    async response => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
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
