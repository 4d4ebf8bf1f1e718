/** What OpenSSL says when the other side speaks in plain text. */
const NO_TLS = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
])

/** Why a connection over TLS came to nothing, in words that are the same each time. */
export function reasonOf(error: Error & { readonly code?: string; readonly reason?: string }): string {
  const { code = '', reason, message } = error
  if (NO_TLS.has(code)) return 'the other side does not speak TLS'
  if (code === 'ECONNRESET') return 'the other side hung up during the handshake; its log may say why'
  return code.startsWith('ERR_SSL') ? (reason ?? message) : message
}
