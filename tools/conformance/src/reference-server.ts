import { spawn } from 'node:child_process'
import { create, fromBinary, type Message, toBinary } from '@bufbuild/protobuf'
import type { Contract } from './contract.ts'
import { delimited, firstDelimited } from './delimited.ts'

/** A reference server that runs; disposing of it ends it. */
export interface ReferenceServer extends Disposable {
  /** `host:port`. */
  readonly address: string
}

/** `PROTOCOL_GRPC` and `HTTP_VERSION_2`, and room for what the gateway has to refuse by itself. */
const GRPC = { protocol: 2, httpVersion: 2, messageReceiveLimit: 16_777_216 }

/** Starts the suite's server on a free port, to speak gRPC. */
export async function startReferenceServer(
  program: string,
  { request, response }: Contract,
): Promise<ReferenceServer> {
  const child = spawn(program, ['-port', '0'], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(delimited(toBinary(request, create(request, GRPC))))
  const { host, port } = fromBinary(response, await firstDelimited(child.stdout)) as Message & {
    readonly host: string
    readonly port: number
  }
  return { address: `${host}:${port}`, [Symbol.dispose]: () => void child.kill() }
}
