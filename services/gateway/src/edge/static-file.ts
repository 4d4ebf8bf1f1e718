import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { HttpHandler, HttpRequest } from '../listen/one-port.ts'
import { readOnly } from './read-only.ts'
import { send } from './send.ts'

const compress = promisify(gzip)

/**
 * Serves a file as it was when the gateway started, with these headers beside the usual ones. Browsers ask each time
 * whether theirs is still good. Rejects when the file is not there.
 */
export async function staticFile(file: URL, headers: Readonly<Record<string, string>>): Promise<HttpHandler> {
  const body = await readFile(file)
  const etag = `W/"${createHash('sha256').update(body).digest('base64url')}"`
  const own = { 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', etag, ...headers }
  let compressed: Promise<Buffer> | undefined
  return readOnly(async (request, response) => {
    if (request.headers['if-none-match'] === etag) return send(response, 304, own)
    const zipped = takesGzip(request)
    if (zipped) compressed ??= compress(body)
    const bytes = (zipped && (await compressed)) || body
    const encoding = zipped ? { 'content-encoding': 'gzip' } : {}
    send(
      response,
      200,
      { ...own, ...encoding, vary: 'accept-encoding', 'content-length': String(bytes.length) },
      bytes,
    )
  })
}

function takesGzip({ headers }: HttpRequest): boolean {
  return /\bgzip\b(?!;q=0(\.0*)?(,|$))/.test(String(headers['accept-encoding'] ?? ''))
}
