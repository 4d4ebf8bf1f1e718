import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { BrokerError } from './broker-error.ts'

/** The first executable `nats-server` in a list of folders as `PATH` holds it. Rejects when there is none. */
export async function serverOnPath(searchPath: string): Promise<string> {
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, 'nats-server')
    if (await isExecutable(candidate)) return candidate
  }
  throw new BrokerError('no nats-server there')
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
