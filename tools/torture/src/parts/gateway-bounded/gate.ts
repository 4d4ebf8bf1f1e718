import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'

/** The gateway as an attacker sees it. */
export interface Gate {
  readonly port: number
  /** Where attackers call from; others call from another address of the loopback. */
  readonly from: string
  /** Access tokens of attackers, and a claim of each that is not closed. */
  readonly attackers: readonly { readonly authorization: string; readonly claimId: string }[]
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

export const HOST = '127.0.0.1'
const CLAIMS = '/rewards.event.v1.ClaimService'
export const CLAIM = `${CLAIMS}/ClaimReward`
export const WATCH = `${CLAIMS}/WatchClaim`

/** A call over HTTP/1.1 on a connection of its own. Rejects when that breaks. */
export async function post(
  { port, from }: Gate,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>()
  const call = request(
    { host: HOST, port, localAddress: from, path, method: 'POST', headers, agent: false },
    async response => {
      const chunks: Buffer[] = []
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    },
  )
  call.on('error', reject)
  call.end(body)
  return await promise
}

/** A connection; to be destroyed. Being reset is one of the ways to be closed. */
export async function openSocket({ port, from }: Gate): Promise<Socket> {
  const socket = connect({ port, host: HOST, localAddress: from })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** All that comes until the other side closes, or until the time is up: then `undefined`. */
export async function untilClosed(socket: Socket, withinMs: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, withinMs, false)
  socket.once('close', () => resolve(true))
  if (socket.closed) resolve(true)
  const isClosed = await promise
  clearTimeout(timer)
  socket.destroy()
  return isClosed ? Buffer.concat(chunks).toString('latin1') : undefined
}
