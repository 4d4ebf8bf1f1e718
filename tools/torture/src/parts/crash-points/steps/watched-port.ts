import type { Process } from './process.ts'
import { callerOf } from './site.ts'

/**
 * The port, each call of which is a step of the process: whatever methods it has, so that none can be forgotten. `lost`: what a
 * caller is told when an answer does not come.
 */
export function watchedPort<T extends object>(
  process: Process,
  port: string,
  object: T,
  lost: (method: string) => Error,
): T {
  const methods = new Map<PropertyKey, unknown>()
  return new Proxy(object, {
    get(target, property) {
      const value = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      const method = String(property)
      const watched = (...args: unknown[]) =>
        process.step({
          port,
          method,
          site: callerOf(watched),
          work: async () => Reflect.apply(value, target, args),
          lost: () => lost(method),
        })
      if (!methods.has(property)) methods.set(property, watched)
      return methods.get(property)
    },
  })
}
