import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { create, toBinary } from '@bufbuild/protobuf'
import { WatchClaimRequestSchema } from '@rewards/contracts/event'
import { inParallel } from '../../../in-parallel.ts'
import type { Attack } from '../attack.ts'
import { attacked } from '../counted.ts'
import { enveloped } from '../enveloped.ts'
import { type Gate, HOST, WATCH } from '../gate.ts'

/** So many may be open on one connection. */
const OF_CONNECTION = 100
const OPENED_AT_ONCE = 8
const ANSWERED_WITHIN_MS = 60_000
const REFUSED = ['resource_exhausted', 'unavailable']

/** Streams of claims that do not get on, so that as many stay open as may be. */
export const streams: Attack = {
  name: 'open streams',
  full: 10_000,
  run: async (gate, count) => {
    const places = Array.from({ length: Math.ceil(count / OF_CONNECTION) }, (_, at) => at)
    const sessions = await inParallel(places, OPENED_AT_ONCE, () => open(gate))
    try {
      const each = Array.from({ length: count }, (_, no) => {
        const at = no % sessions.length
        return watch(sessions[at] as ClientHttp2Session, gate.attackers[at % gate.attackers.length])
      })
      return attacked(await Promise.all(each))
    } finally {
      for (const session of sessions) session.destroy()
    }
  },
}

/** Its SETTINGS have come: until then no limit of the gateway's is known. */
async function open({ port, from }: Gate): Promise<ClientHttp2Session> {
  const createConnection = () => connectTcp({ host: HOST, port, localAddress: from })
  const session = connect(`http://${HOST}:${port}`, { createConnection })
  session.on('error', () => undefined)
  await once(session, 'remoteSettings')
  return session
}

/** Opens a stream; resolves with its first word: the claim, or that there are too many of them. */
function watch(
  session: ClientHttp2Session,
  attacker: Gate['attackers'][number] | undefined,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const { authorization = '', claimId = '' } = attacker ?? {}
  const stream = session.request({
    ':method': 'POST',
    ':path': WATCH,
    'content-type': 'application/connect+proto',
    authorization,
  })
  const timer = setTimeout(() => resolve('a stream got no answer'), ANSWERED_WITHIN_MS)
  stream.on('error', err => resolve(`a stream broke: ${err.message}`))
  stream.once('data', (chunk: Buffer) => resolve(problemOf(chunk)))
  stream.once('close', () => resolve('a stream ended without a word'))
  const request = create(WatchClaimRequestSchema, { claimId })
  stream.end(enveloped(0, toBinary(WatchClaimRequestSchema, request)))
  return promise.finally(() => clearTimeout(timer))
}

/** The first bytes of an answer say whether a message follows or the end with its reason. */
function problemOf(chunk: Buffer): string | undefined {
  const isMessage = chunk[0] === 0
  if (isMessage || REFUSED.some(word => chunk.includes(word))) return undefined
  return `a stream was told ${chunk.subarray(5, 200).toString()}`
}
