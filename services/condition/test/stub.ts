import type { DescService } from '@bufbuild/protobuf'
import type { Handlers, Implementation } from '@rewards/rpc'

/** A service of which only these methods are there. */
export function stub<S extends DescService>(service: S, handlers: Partial<Handlers<S>>): Implementation {
  const table = new Map(Object.entries<unknown>(handlers))
  const missing = () => {
    throw new Error('the stub has no such method')
  }
  return {
    service,
    handlerOf: method => (table.get(method.localName) ?? missing) as ReturnType<Implementation['handlerOf']>,
  }
}
