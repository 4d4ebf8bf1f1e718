import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/*
 * Stands for a collector, in a process of its own, so that what it spends is not mistaken for the system's: takes spans by
 * OTLP over HTTP, counts them, and forgets them. Tells its port, and the count whenever it is asked. Ends when the bench does.
 */
const SPAN = Buffer.from('"spanId":')
let spans = 0

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>))
  for (let at = body.indexOf(SPAN); at >= 0; at = body.indexOf(SPAN, at + SPAN.length)) spans++
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', () => process.send?.({ spans }))
process.once('disconnect', () => process.exit())
