import { isDeepStrictEqual } from 'node:util'
import { type Clock, every, type Life, systemClock } from '@rewards/process'
import { readTlsFiles, type TlsFiles, type TlsMaterial } from './read-tls-files.ts'

export interface TlsFilesOptions {
  readonly now?: Clock
  /** How often the files are looked at. Default 2 s. */
  readonly everyMs?: number
}

/** Material that is as new as its files. */
export interface OpenTls {
  readonly current: TlsMaterial
  /** Calls `listener` with each new material from now on. */
  onChange(listener: (material: TlsMaterial) => void): void
}

/**
 * Reads the files, and again for as long as the process lives. New ones that cannot be used (half written, expired, a key
 * that does not fit yet) leave the old ones in use; each such reason is logged once, and so is each change. The first
 * reading rejects with a `TlsFilesError`. Files are looked at in intervals, not watched: what swaps them, such as a mounted
 * secret, replaces a folder around them.
 */
export async function openTlsFiles(
  files: TlsFiles,
  { logger, onStop }: Pick<Life, 'logger' | 'onStop'>,
  { now = systemClock, everyMs = 2_000 }: TlsFilesOptions = {},
): Promise<OpenTls> {
  const names = Object.fromEntries(Object.values(files).map(file => [file.variable, file.path]))
  const listeners: ((material: TlsMaterial) => void)[] = []
  let current = await readTlsFiles(files, now())
  let problem = ''
  const look = async () => {
    try {
      const fresh = await readTlsFiles(files, now())
      problem = ''
      if (isDeepStrictEqual(fresh, current)) return
      current = fresh
      for (const listener of listeners) listener(fresh)
      logger.info(names, 'certificates have changed: new connections use the new ones')
    } catch (err) {
      if (problem === String(err)) return
      problem = String(err)
      logger.error({ err }, 'certificates cannot be used: those from before stay in use')
    }
  }
  const looking = every(everyMs, look, { name: 'look at certificates', logger })
  onStop('certificates', () => looking.stop())
  return {
    get current() {
      return current
    },
    onChange: listener => void listeners.push(listener),
  }
}
