import { type DescMethod, getOption } from '@bufbuild/protobuf'
import { policy } from '@rewards/contracts/policy'
import { servicesOf } from '@rewards/contracts/services'

/** Every method of the contracts that the gateway leads to, by its path. A further RPC is among them by itself. */
export const METHODS: ReadonlyMap<string, DescMethod> = new Map(
  Object.values(servicesOf)
    .flat()
    .flatMap(({ methods }) => methods)
    .filter(method => getOption(method, policy).rule.case !== 'inside')
    .map(method => [`/${method.parent.typeName}/${method.name}`, method]),
)

/** The method of a path. Throws when the contracts have none. */
export function methodAt(path: string): DescMethod {
  const method = METHODS.get(path)
  if (!method) throw new Error(`there is no method ${path}`)
  return method
}
