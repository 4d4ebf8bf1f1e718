import type { Life } from '@rewards/process'
import { openTlsFiles } from '@rewards/tls'
import { fields, type GatewayConfig } from '../config.ts'
import type { PortTls } from './only-tls.ts'

/** What the port speaks TLS with, if the configuration names files for that. Rejects when they cannot be used. */
export async function portTls(
  { tlsCert, tlsKey }: Pick<GatewayConfig, 'tlsCert' | 'tlsKey'>,
  life: Pick<Life, 'logger' | 'onStop'>,
): Promise<PortTls | undefined> {
  if (tlsCert === undefined || tlsKey === undefined) return undefined
  const cert = { variable: fields.tlsCert.variable, path: tlsCert }
  const key = { variable: fields.tlsKey.variable, path: tlsKey }
  return { material: await openTlsFiles({ cert, key }, life), logger: life.logger }
}
