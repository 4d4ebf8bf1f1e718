import { request as httpRequest } from 'undici'
import type { ProviderAnswer, ProviderCall } from '../../application/providers.ts'
import { answerOf } from './outside/answer.ts'
import { requestOf } from './outside/request.ts'
import type { OutsidePorts, ProviderPorts, RoutedProvider } from './provider-ports.ts'

/**
 * A provider outside of the system, asked by HTTP; docs/providers.md is its side of the contract. The name that grants
 * remember has the kind of its keys in it: were that changed under a grant which is pending, its next key would be
 * another one, and it would be paid twice.
 */
export function outside({ outside: ports }: ProviderPorts): RoutedProvider | undefined {
  if (!ports) return undefined
  const { name, kind, types } = ports
  return {
    provider: {
      name: `${name}/${kind === 'final per key' ? 'final' : 'success-only'}`,
      kind,
      call: call => asked(ports, call),
    },
    takes: async type => types.includes(type),
  }
}

async function asked(ports: OutsidePorts, call: ProviderCall): Promise<ProviderAnswer> {
  const { url, kind, secrets, timeoutMs, now, stopping, dispatcher } = ports
  const { headers, body } = requestOf(call, secrets, now())
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)])
  // Redirections are not followed: a signed request goes nowhere else.
  const response = await httpRequest(url, { dispatcher, method: 'POST', headers, body, signal })
  const { statusCode: status, body: answer } = response
  return answerOf({ status, text: await answer.text() }, call.reward, kind)
}
