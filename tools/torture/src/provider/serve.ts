import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Asked, Payments, Reply } from './payments.ts'

const MOST_BYTES = 64 * 1024

export interface ServeOptions {
  /** 0: any. */
  readonly port: number
  /** What requests must be signed with; absent: nothing. */
  readonly secret?: string
  readonly payments: Pick<Payments, 'reply'>
  /** Gets what ends the provider: books that cannot be written. */
  readonly onBroken: (error: unknown) => void
}

/** Serves the contract of docs/providers.md on loopback. Resolves to the port. */
export async function serveProvider(options: ServeOptions): Promise<number> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(options.onBroken)
  })
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function answer(
  { payments, secret }: ServeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') return send(response, { status: 200, body: {} })
  const body = await bodyOf(request)
  if (body === undefined) return void response.destroy()
  if (secret !== undefined && !isSigned(request, body, secret))
    return send(response, { status: 401, body: { title: 'the signature is not good' } })
  const asked = askedOf(request, body)
  send(response, asked ? await payments.reply(asked) : { status: 400, body: { title: 'malformed' } })
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'lost') return void response.destroy()
  response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body))
}

/** `undefined`: too large, or cut. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request) {
      bytes += chunk.length
      if (bytes > MOST_BYTES) return undefined
      chunks.push(chunk)
    }
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString()
}

/** The signature of Standard Webhooks, whatever the time says: clocks are wrong on purpose in some runs. */
function isSigned({ headers }: IncomingMessage, body: string, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const good = Buffer.from(`v1,${createHmac('sha256', key).update(text).digest('base64')}`)
  const signatures = String(headers['webhook-signature'])
    .split(' ')
    .map(signature => Buffer.from(signature))
  return signatures.some(signature => signature.length === good.length && timingSafeEqual(signature, good))
}

/** `undefined`: not what the contract says. The key stands in a header too, as a quoted string. */
function askedOf({ headers }: IncomingMessage, body: string): Asked | undefined {
  try {
    const { key, grantId, claimId, eventId, userId, rewardId, type, amount, itemId } = JSON.parse(body)
    if (headers['idempotency-key'] !== JSON.stringify(key)) return undefined
    const texts = [key, grantId, claimId, eventId, userId, rewardId, type, itemId]
    if (!texts.every(text => typeof text === 'string') || !Number.isSafeInteger(amount)) return undefined
    return { key, grantId, claimId, eventId, userId, rewardId, type, amount, itemId }
  } catch {
    return undefined
  }
}
