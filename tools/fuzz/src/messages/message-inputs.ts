import type { DescMessage } from '@bufbuild/protobuf'
import { ClaimFailedSchema, ClaimGrantedSchema, ClaimRequestedSchema } from '@rewards/contracts/reward'
import { subjects } from '@rewards/contracts/subjects'
import fc from 'fast-check'
import { type Mangle, mangles } from '../mangle/mangle.ts'
import { messageTrees } from '../message/message-trees.ts'
import type { TreeRecord } from '../message/tree.ts'

/** One message on the broker. */
export interface MessageInput {
  readonly subject: string
  readonly message: TreeRecord
  readonly mangles: readonly Mangle[]
  /** The headers as text, and what is done to them. */
  readonly headers: string
  readonly headerMangles: readonly Mangle[]
}

/** What consumers expect, by subject. */
export const SCHEMAS: ReadonlyMap<string, DescMessage> = new Map<string, DescMessage>([
  [subjects.claimRequested, ClaimRequestedSchema],
  [subjects.claimGranted, ClaimGrantedSchema],
  [subjects.claimFailed, ClaimFailedSchema],
])

const TRACE = 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

const some = (arbitrary: fc.Arbitrary<readonly Mangle[]>) =>
  fc.oneof(fc.constant<readonly Mangle[]>([]), arbitrary)

/** Messages of every subject that is consumed, with any body and any headers. */
export const messageInputs: fc.Arbitrary<MessageInput> = fc
  .constantFrom(...SCHEMAS)
  .chain(([subject, schema]) =>
    fc.record({
      subject: fc.constant(subject),
      message: messageTrees(schema),
      mangles: some(mangles),
      headers: headersOf(schema.typeName),
      headerMangles: some(mangles),
    }),
  )

function headersOf(typeName: string): fc.Arbitrary<string> {
  const type = fc.constantFrom(
    typeName,
    'rewards.reward.v1.ClaimGranted',
    'google.protobuf.Empty',
    '',
    '\ud800',
  )
  const lines = fc.tuple(
    type,
    fc.constantFrom(TRACE, 'traceparent: 00-x', `x: ${'y'.repeat(3_000)}`, ': y', 'a b: c', '__proto__: x'),
  )
  return fc.oneof(
    fc.constant(''),
    lines.map(([name, line]) =>
      ['NATS/1.0', `rewards-type: ${name}`, 'rewards-id: msg_fuzz', line].join('\r\n'),
    ),
  )
}
