import fc from 'fast-check'
import { type Mangle, mangles } from '../mangle/mangle.ts'
import { messageTrees } from '../message/message-trees.ts'
import type { TreeRecord } from '../message/tree.ts'
import { CALLERS, type CallerName } from '../system/accounts.ts'
import { METHODS } from './methods.ts'
import { PROTOCOLS, type Protocol } from './protocols.ts'

/** One call. */
export interface RpcInput {
  /** The method's path. */
  readonly path: string
  readonly caller: CallerName
  readonly protocol: Protocol
  readonly message: TreeRecord
  /** What is done to the body before it is sent. */
  readonly mangles: readonly Mangle[]
}

/** Calls of every method, most of them by those who may do most; every third body is mangled. */
export const rpcInputs: fc.Arbitrary<RpcInput> = fc.constantFrom(...METHODS).chain(([path, method]) =>
  fc.record({
    path: fc.constant(path),
    caller: fc.constantFrom<CallerName>(...CALLERS, 'admin', 'admin', 'operator'),
    protocol: fc.constantFrom(...PROTOCOLS),
    message: messageTrees(method.input),
    mangles: fc.oneof(
      { weight: 2, arbitrary: fc.constant<readonly Mangle[]>([]) },
      { weight: 1, arbitrary: mangles },
    ),
  }),
)
