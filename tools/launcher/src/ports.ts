import { createServer, type Server } from 'node:net'
import { LaunchError } from './launch-error.ts'
import { GATEWAY } from './process-table.ts'

const HOST = '127.0.0.1'

/** `count` different ports of this machine that nothing listens on at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held until the last is known, so that none is given twice.
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)))
  const ports = servers.map(portOf)
  await Promise.all(servers.map(close))
  return ports
}

/** Rejects with a `LaunchError` when the process of this name could not listen on the port now. */
export async function requireFree(port: number, name: string): Promise<void> {
  try {
    await close(await listen(port))
  } catch (err) {
    throw new LaunchError(whyNot(port, name, (err as { code?: unknown }).code), { cause: err })
  }
}

function whyNot(port: number, name: string, code: unknown): string {
  const isGateway = name === GATEWAY
  const another = (other: number) => (isGateway ? `: npm start -- --port ${other}` : ` for ${name}`)
  if (code === 'EADDRINUSE')
    return `port ${port} is in use; stop what listens there, or choose another${another(port + 1)}`
  if (code === 'EACCES')
    return `this user may not listen on port ${port}; choose one above 1023${another(3000)}`
  return `cannot listen on port ${port} (${String(code)})`
}

function listen(port: number): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: HOST, exclusive: true }, () => resolve(server))
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address')
  return address.port
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()))
}
