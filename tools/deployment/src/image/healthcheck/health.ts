import { PROBES, probeTlsOf } from '@rewards/launcher/probes'
import type { Environment, ParsedConfig } from '@rewards/process'
import { type Service, serviceIn } from '../programs.ts'

type ReadConfig = (env: Environment) => ParsedConfig<{ readonly port: number }>

/**
 * Whether the service that these words name does its work, at the port of 127.0.0.1 that its own environment gives it: its
 * health says SERVING, or the gateway can reach all services. Throws when they name none, or the environment is refused.
 */
export async function isHealthy(words: readonly string[], env: Environment): Promise<boolean> {
  const service = serviceIn(words)
  if (service === undefined) throw new Error(`no service is named by ${JSON.stringify(words.join(' '))}`)
  const tls = probeTlsOf(service, env)
  return PROBES[service === 'gateway' ? 'http' : 'grpc'](await portOf(service, env), tls)
}

/** Loads that service's table alone: the check runs every few seconds. */
async function portOf(service: Service, env: Environment): Promise<number> {
  const module = await import(`../../../../../services/${service}/src/config.ts`)
  return (module.readConfig as ReadConfig)(env).config.port
}
