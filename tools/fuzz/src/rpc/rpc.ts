import { Counter } from '../counter.ts'
import { mangled } from '../mangle/mangle.ts'
import type { FuzzPart, FuzzTarget } from '../part.ts'
import type { FuzzSystem } from '../system/fuzz-system.ts'
import { watch } from '../system/watch.ts'
import { type Answer, answerOf } from './answers.ts'
import { filledIn } from './fill-in.ts'
import { problemsOf } from './judge-answer.ts'
import { Learned } from './learned.ts'
import { methodAt } from './methods.ts'
import { bodyOf, fitting, requestOf } from './protocols.ts'
import { type RpcInput, rpcInputs } from './rpc-inputs.ts'
import { Wire } from './wire.ts'

/** The longest deadline that is asked for, and as long again for a machine that is busy. */
const LONGEST_ANSWER_MS = 30_000

/** Every method through every protocol. */
export const rpc: FuzzPart<RpcInput> = {
  name: 'rpc',
  says: 'calls of every method with any message, through every protocol: no defect shows, each error has a reason',
  atOnce: 12,
  inputs: rpcInputs,
  open: async ({ system }) => openRpc(await system()),
}

async function openRpc(system: FuzzSystem): Promise<FuzzTarget<RpcInput>> {
  const wire = new Wire(system.running.url)
  const counter = new Counter()
  const watched = await watch(system)
  const learned = new Learned(system.accounts.protectedValues)
  return {
    counts: counter.counts,
    try: async input => {
      const answer = await answered(system, wire, learned, input)
      counter.add(
        `${fitting(input.protocol, methodAt(input.path))}${input.mangles.length > 0 ? ', mangled' : ''}`,
      )
      counter.add(`answered ${answer.code}`)
      return problemsOf(answer)
    },
    finish: () => watched.problems(),
    close: async () => wire.close(),
  }
}

async function answered(system: FuzzSystem, wire: Wire, learned: Learned, input: RpcInput): Promise<Answer> {
  const { accounts } = system
  const method = methodAt(input.path)
  const protocol = fitting(input.protocol, method)
  const { token, password } = await accounts.person(input.caller)
  const message = filledIn(input.message, system, learned, password)
  const body = mangled(bodyOf(protocol, method, message), input.mangles)
  const request = requestOf(protocol, input.path, method, body)
  const headers = { ...request.headers, ...(token !== '' && { authorization: `Bearer ${token}` }) }
  try {
    const heard = await wire.exchange({ ...request, headers }, LONGEST_ANSWER_MS)
    const answer = answerOf(protocol, heard)
    if (protocol === 'connect-json' && answer.code === 'ok' && method.methodKind === 'unary')
      learned.add(JSON.parse(heard.body.toString()))
    if (answer.reason.startsWith('TOKEN_') || answer.reason.startsWith('ACCOUNT_'))
      accounts.spent(input.caller, token)
    return answer
  } catch (err) {
    return {
      code: 'none',
      reason: '',
      message: `no whole answer came: ${err instanceof Error ? err.message : err}`,
    }
  }
}
