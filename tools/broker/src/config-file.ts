import { join } from 'node:path'
import { isAtLeast } from './server-binary.ts'

export interface ServerSettings {
  /** nats-server's version; decides which settings it knows. */
  readonly version: string
  /** Holds everything the server writes. */
  readonly storeDir: string
  /** 0 lets the system choose. */
  readonly port: number
  /** Syncs every message to disk before it counts as stored, where the version can. */
  readonly syncAlways: boolean
}

/** Where the server keeps its things inside the store folder. */
export function filesIn(storeDir: string): { config: string; log: string; pid: string; streams: string } {
  return {
    config: join(storeDir, 'nats-server.conf'),
    log: join(storeDir, 'nats-server.log'),
    pid: join(storeDir, 'nats-server.pid'),
    streams: join(storeDir, 'streams'),
  }
}

/** The text of a configuration file: local connections only, streams on disk, at most 2 GB of them. */
export function configText(settings: ServerSettings): string {
  const files = filesIn(settings.storeDir)
  const sync = settings.syncAlways && isAtLeast(settings.version, { major: 2, minor: 10 })
  return [
    `listen: "127.0.0.1:${settings.port === 0 ? -1 : settings.port}"`,
    `pid_file: ${JSON.stringify(files.pid)}`,
    `ports_file_dir: ${JSON.stringify(settings.storeDir)}`,
    `log_file: ${JSON.stringify(files.log)}`,
    'logfile_size_limit: 10MB',
    'max_payload: 1MB',
    'jetstream {',
    `  store_dir: ${JSON.stringify(files.streams)}`,
    '  max_memory_store: 64MB',
    '  max_file_store: 2GB',
    ...(sync ? ['  sync_interval: always'] : []),
    '}',
    '',
  ].join('\n')
}
