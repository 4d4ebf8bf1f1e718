import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { inParallel } from '../../../in-parallel.ts'
import type { Attack } from '../attack.ts'
import { attacked } from '../counted.ts'
import { enveloped } from '../enveloped.ts'
import { CLAIM, type Gate, post, type Told, WATCH } from '../gate.ts'

const MIB = 1_048_576
/** Each may hold a packed and an unpacked message, which is what a call is bounded by. */
const AT_ONCE = 20
const UNPACKED = 256 * MIB

/** 256 MiB of one letter, and the same as a JSON text, each in some 260 KB. */
interface Packed {
  readonly bytes: Buffer
  readonly json: Buffer
}

type Bomb = (gate: Gate, packed: Packed, headers: Record<string, string>) => Promise<Told>

/** One for each way in which a message can be packed. */
const KINDS: readonly Bomb[] = [
  (gate, { bytes }, headers) =>
    post(gate, CLAIM, { ...headers, 'content-type': 'application/proto', 'content-encoding': 'gzip' }, bytes),
  (gate, { json }, headers) =>
    post(gate, CLAIM, { ...headers, 'content-type': 'application/json', 'content-encoding': 'gzip' }, json),
  (gate, { bytes }, headers) => {
    const stream = { 'content-type': 'application/connect+proto', 'connect-content-encoding': 'gzip' }
    return post(gate, WATCH, { ...headers, ...stream }, enveloped(1, bytes))
  },
  (gate, { bytes }, headers) => {
    const web = { 'content-type': 'application/grpc-web+proto', 'grpc-encoding': 'gzip' }
    return post(gate, CLAIM, { ...headers, ...web }, enveloped(1, bytes))
  },
]

/** Messages that unpack to more than a message may have. */
export const bombs: Attack = {
  name: 'gzip bombs',
  full: 100,
  run: async (gate, count) => {
    const packed = await pack()
    const numbers = Array.from({ length: count }, (_, no) => no)
    const each = await inParallel(numbers, AT_ONCE, async no => {
      const { authorization = '' } = gate.attackers[no % gate.attackers.length] ?? {}
      const bomb = KINDS[no % KINDS.length] as Bomb
      return problemOf(await bomb(gate, packed, { authorization }))
    })
    return attacked(each)
  },
}

function problemOf({ status, headers, text }: Told): string | undefined {
  const said = `${text} grpc-status:${headers['grpc-status'] ?? ''}`.replaceAll(
    'grpc-status: ',
    'grpc-status:',
  )
  const isRefused = said.includes('resource_exhausted') || said.includes('grpc-status:8')
  return isRefused ? undefined : `a bomb was answered ${status} ${said.slice(0, 200)}`
}

/** In the background: who does nothing else for seconds is one whose own calls are cut. */
async function pack(): Promise<Packed> {
  const bytes = Buffer.alloc(UNPACKED, 'x')
  const text = Buffer.from(bytes)
  text.write('{"eventId":"')
  text.write('"}', text.length - 2)
  const zip = promisify<Buffer, { level: number }, Buffer>(gzip)
  return { bytes: await zip(bytes, { level: 9 }), json: await zip(text, { level: 9 }) }
}
