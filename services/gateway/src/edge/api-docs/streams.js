/** What Connect calls a stream of JSON messages. */
export const STREAM_TYPE = 'application/connect+json'

/** A frame begins with a byte of flags and four of length. */
const HEAD_BYTES = 5
const LAST_FRAME = 2

/**
 * Stands in for `fetch` where a method streams: frames the request, and gives the frames of the answer as one list of
 * JSON, the last of them the stream's end.
 */
export async function fetchStream(url, { headers, body, signal }) {
  const response = await fetch(url, { method: 'POST', headers, body: framed(body), signal })
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith(STREAM_TYPE)) return response
  const messages = unframed(new Uint8Array(await response.arrayBuffer()))
  const { status } = response
  return new Response(JSON.stringify(messages), { status, headers: { 'content-type': 'application/json' } })
}

function framed(text) {
  const message = new TextEncoder().encode(text)
  const frame = new Uint8Array(HEAD_BYTES + message.length)
  new DataView(frame.buffer).setUint32(1, message.length)
  frame.set(message, HEAD_BYTES)
  return frame
}

function unframed(bytes) {
  const view = new DataView(bytes.buffer)
  const messages = []
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const end = at + HEAD_BYTES + view.getUint32(at + 1)
    const message = JSON.parse(new TextDecoder().decode(bytes.subarray(at + HEAD_BYTES, end)))
    messages.push(view.getUint8(at) & LAST_FRAME ? { end: message } : message)
    at = end
  }
  return messages
}
