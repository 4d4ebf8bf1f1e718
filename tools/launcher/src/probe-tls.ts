import { readFileSync } from 'node:fs'
import type { Environment } from '@rewards/process'

/** What a process is asked over TLS with; its certificate is not checked, it is on this machine. */
export interface ProbeTls {
  /** For a process that wants its callers to prove themselves: its own certificate and key. */
  readonly cert?: Buffer
  readonly key?: Buffer
}

/** How a service with this environment has to be asked; `undefined` where it speaks plain text. Throws when a file is gone. */
export function probeTlsOf(service: string, env: Environment): ProbeTls | undefined {
  if (service === 'gateway') return env.REWARDS_GATEWAY_TLS_CERT ? {} : undefined
  const { REWARDS_INNER_TLS: mode, REWARDS_INNER_TLS_CERT: cert, REWARDS_INNER_TLS_KEY: key } = env
  if (mode !== 'mutual' || !cert || !key) return mode === 'tls' ? {} : undefined
  return { cert: readFileSync(cert), key: readFileSync(key) }
}
