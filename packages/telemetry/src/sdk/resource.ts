import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources'

/** All packages of the system have the same version. */
const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string }

/** Who measures: this process. */
export function resourceOf(service: string): Resource {
  return resourceFromAttributes({
    'service.namespace': 'rewards',
    'service.name': service,
    'service.version': version,
    'service.instance.id': `${hostname()}-${process.pid}`,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'process.pid': process.pid,
  })
}
