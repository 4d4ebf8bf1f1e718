import {
  type Channel,
  type Client,
  createClient,
  createServer,
  type Handlers,
  implement,
  openChannel,
  type Server,
  type ServerOptions,
} from '../src/index.ts'
import { EchoService, type EchoServiceDesc } from './echo-service.ts'
import { quiet } from './quiet.ts'
import { signingKey, token, verifierOf } from './tokens.ts'

export const key = await signingKey('k1')
export const verifier = verifierOf(async () => ({ keys: [key.jwk] }))
/** A token that every method of the echo service accepts. */
export const goodToken = await token({ key })

export type EchoHandlers = Handlers<EchoServiceDesc>

const echo: EchoHandlers = {
  open: async ({ text }) => ({ text }),
  read: async ({ text }) => ({ text }),
  put: async ({ text }) => ({ text }),
  write: async ({ text }) => ({ text }),
  watch: async function* ({ text, count }) {
    for (let i = 0; i < count; i++) yield { text: `${text}${i}` }
  },
}

export interface Running extends AsyncDisposable {
  readonly server: Server
  readonly port: number
  readonly channel: Channel
  readonly client: Client<EchoServiceDesc>
}

/** An echo server on a free port (or on `port`) and a client of it; both are gone at the end of the block. */
export async function runEcho(
  handlers: Partial<EchoHandlers> = {},
  options: Partial<ServerOptions> = {},
  port = 0,
): Promise<Running> {
  const services = [implement(EchoService, { ...echo, ...handlers })]
  const server = createServer({ services, verifier, logger: quiet, ...options })
  const bound = await server.listen('127.0.0.1', port)
  const channel = openChannel({ addresses: [`127.0.0.1:${bound}`], services: [EchoService] })
  const client = createClient(EchoService, channel)
  const dispose = async () => {
    channel.close()
    await server.close(0)
  }
  return { server, port: bound, channel, client, [Symbol.asyncDispose]: dispose }
}
