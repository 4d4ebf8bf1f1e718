import { Code, ConnectError } from '@connectrpc/connect'
import type { Compression } from '@connectrpc/connect/protocol'
import { compressionGzip } from '@connectrpc/connect-node'

/** Gzip, in which a message that cannot be unpacked, such as half of one, is its sender's fault and not ours. */
export const gzip: Compression = {
  ...compressionGzip,
  decompress: (bytes, maxBytes) => compressionGzip.decompress(bytes, maxBytes).catch(blameSender),
}

function blameSender(error: unknown): never {
  const { code, rawMessage } = ConnectError.from(error)
  if (code !== Code.Internal) throw error
  throw new ConnectError(`${rawMessage}: the message is no whole gzip`, Code.InvalidArgument)
}
