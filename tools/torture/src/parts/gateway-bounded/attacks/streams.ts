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
const ANSWERED_WITHIN_MS = 20_000
const REFUSED = ['resource_exhausted', 'unavailable']

/** Streams of claims that do not get on, so that as many stay open as may be. */
export const streams: Attack = {
  name: 'open streams',
  full: 10_000,
  run: async (gate, count) => {
    const places = Array.from({ length: Math.ceil(count / OF_CONNECTION) }, (_, at) => at)
    const peers = await inParallel(places, OPENED_AT_ONCE, () => open(gate))
    try {
      const each = Array.from({ length: count }, (_, no) => {
        const at = no % peers.length
        return watch(peers[at] as Peer, gate.attackers[at % gate.attackers.length])
      })
      return attacked(await Promise.all(each))
    } finally {
      for (const { session } of peers) session.destroy()
    }
  },
}

interface Peer {
  readonly session: ClientHttp2Session
  /** Streams on which claims are told. */
  told: number
}

/** Its SETTINGS have come: until then no limit of the gateway's is known. */
async function open({ port, from }: Gate): Promise<Peer> {
  const createConnection = () => connectTcp({ host: HOST, port, localAddress: from })
  const session = connect(`http://${HOST}:${port}`, { createConnection })
  session.on('error', () => undefined)
  await once(session, 'remoteSettings')
  return { session, told: 0 }
}

/**
 * Opens a stream; resolves with its first word: the claim, or that there are too many of them. One that cannot
 * begin, since as many are open on its connection as may be, is no burden to the gateway.
 */
function watch(peer: Peer, attacker: Gate['attackers'][number] | undefined): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const { authorization = '', claimId = '' } = attacker ?? {}
  const stream = peer.session.request({
    ':method': 'POST',
    ':path': WATCH,
    'content-type': 'application/connect+proto',
    authorization,
  })
  const unanswered = () => resolve(isFull(peer) ? undefined : 'a stream got no answer')
  const timer = setTimeout(unanswered, ANSWERED_WITHIN_MS)
  stream.on('error', err => resolve(`a stream broke: ${err.message}`))
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (chunks.length > 1 || !isMessage(chunk)) return
    peer.told++
    resolve(undefined)
  })
  stream.once('close', () => resolve(problemOf(Buffer.concat(chunks))))
  const request = create(WatchClaimRequestSchema, { claimId })
  stream.end(enveloped(0, toBinary(WatchClaimRequestSchema, request)))
  return promise.finally(() => clearTimeout(timer))
}

/** The first byte of an answer says whether a message follows or the end with its reason. */
function isMessage(first: Buffer): boolean {
  return first[0] === 0
}

/** As many are open as the gateway takes on one connection. */
function isFull({ session, told }: Peer): boolean {
  return told >= (session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY)
}

function problemOf(end: Buffer): string | undefined {
  if (end.length === 0) return 'a stream ended without a word'
  if (REFUSED.some(word => end.includes(word))) return undefined
  return `a stream was told ${end.subarray(5, 200).toString()}`
}
