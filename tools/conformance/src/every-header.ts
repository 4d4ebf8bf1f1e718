import type { HandlerContext } from '@connectrpc/connect'
import { Metadata } from '@grpc/grpc-js'

/** Names that the protocols keep for themselves. */
const OF_THE_PROTOCOL =
  /^(:|grpc-|connect-|content-|accept|host$|connection$|te$|transfer-encoding$|user-agent$|x-user-agent$)/

/** All that the caller sent: the suite asks for it back. The gateway's own rule is to pass on nothing. */
export function everyHeader({ requestHeader }: Pick<HandlerContext, 'requestHeader'>): Metadata {
  const metadata = new Metadata()
  for (const [name, value] of requestHeader)
    if (!OF_THE_PROTOCOL.test(name)) metadata.add(name, bytesOf(name, value))
  return metadata
}

function bytesOf(name: string, value: string): string | Buffer {
  return name.endsWith('-bin') ? Buffer.from(value, 'base64') : value
}
