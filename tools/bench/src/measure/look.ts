import { childrenOf, type Usages, usagesOf } from './usage.ts'

/** What looks at all processes of a system, and at this one, which makes the load. */
export function lookAt(pids: Readonly<Record<string, number>>): () => Usages {
  const { broker } = pids
  const [natsServer] = broker === undefined ? [] : childrenOf(broker)
  const all = { ...pids, ...(natsServer !== undefined && { 'nats-server': natsServer }), bench: process.pid }
  return () => usagesOf(all)
}
