import { constants } from 'node:http2'
import type { HttpResponse } from './one-port.ts'

/**
 * Cuts an answer that its caller has stopped reading: nothing of what waits to be sent has left for so long. An answer that is
 * quiet because there is nothing to send, such as a stream that waits, stays.
 */
export function cutWhenUnread(response: HttpResponse, limitMs: number): void {
  response.setTimeout(limitMs, () => {
    if (response.writableLength === 0) return
    if ('stream' in response) response.stream.close(constants.NGHTTP2_CANCEL)
    else response.destroy()
  })
}
