import type { Environment } from '@rewards/process'
import type { Services } from '../services.ts'
import { StoresError } from '../stores-error.ts'
import { mongodbPlace, type Place, sqlitePlace } from './place.ts'

/** The place that `--data` or `MONGODB_URL` names. Throws a `StoresError` when both do, or one does badly. */
export function placeOf(data: string | undefined, { MONGODB_URL: url }: Environment): Place {
  if (data === '') throw new StoresError('--data is empty; allowed is the path of a folder')
  if (!url) return sqlitePlace(data ?? '.data')
  if (data === undefined) return mongodbPlace(url, 'MONGODB_URL')
  throw new StoresError('--data and MONGODB_URL are both given; allowed is one of them')
}

/** The service that `--service` names, or all. Throws a `StoresError` for another. */
export function chosen(service: string | undefined, services: Services): Services {
  if (service === undefined) return services
  const declaration = Object.hasOwn(services, service) ? services[service] : undefined
  if (declaration !== undefined) return { [service]: declaration }
  const allowed = Object.keys(services).join(', ')
  throw new StoresError(`--service is ${JSON.stringify(service)}; allowed is one of ${allowed}`)
}
