import type { Json } from './json-calls.ts'

const PATH = 'rewards.event.v1.ClaimService/WatchClaim'
/** Connect's mark of the frame that ends a stream. */
const END = 0b10

/** A stream that ended before the claim did. */
export class StreamBroken extends Error {
  override readonly name = 'StreamBroken'
  /** The status as Connect names it; `lost`: the connection broke without one. */
  readonly code: string
  readonly reason: string

  constructor({ code, message = '', details = [] }: Json) {
    super(`${code}: ${message}`)
    this.code = code
    this.reason = details.find((each: Json) => each.type === 'google.rpc.ErrorInfo')?.debug?.reason ?? ''
  }
}

/** The states of a claim as a gateway streams them, over Connect's JSON. Throws `StreamBroken`. */
export async function* watchedClaim(
  url: string,
  request: { readonly claimId: string; readonly afterRev: number },
  token: string,
): AsyncGenerator<Json, void, undefined> {
  const response = await fetch(`${url}/${PATH}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/connect+json',
      'connect-protocol-version': '1',
      authorization: `Bearer ${token}`,
    },
    body: new Uint8Array(enveloped(request)),
  }).catch(lost)
  if (!response.body || response.status !== 200) throw new StreamBroken(await response.json())
  for await (const { flags, json } of frames(response.body)) {
    if (flags !== END) yield json.claim
    else if (json.error) throw new StreamBroken(json.error)
    else return
  }
  throw new StreamBroken({ code: 'lost', message: 'the stream ended without an end' })
}

function enveloped(message: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(message))
  const head = Buffer.alloc(5)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

async function* frames(body: AsyncIterable<Uint8Array>): AsyncGenerator<{ flags: number; json: Json }> {
  let rest: Buffer = Buffer.alloc(0)
  const chunks = body[Symbol.asyncIterator]()
  for (let chunk = await chunks.next().catch(lost); !chunk.done; chunk = await chunks.next().catch(lost)) {
    rest = Buffer.concat([rest, chunk.value])
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1)
      yield { flags: rest[0] as number, json: JSON.parse(rest.toString('utf8', 5, end)) }
      rest = rest.subarray(end)
    }
  }
}

function lost(error: unknown): never {
  throw new StreamBroken({ code: 'lost', message: String(error) })
}
