import type { Environment } from '@rewards/process'
import { LaunchError } from './launch-error.ts'

/** The MongoDB that keeps a system's data, without anything that is secret. */
export interface MongodbPlace {
  /** `host:port`, several separated by commas. */
  readonly hosts: string
  /** What the names of the databases begin with: `rewards` for `rewards_event` … */
  readonly prefix: string
  /** The address without credentials, with the options that are needed to connect. */
  readonly url: string
}

/** Credentials end at the last `@`, wherever that is: rather a part of the address is lost than one of theirs shown. */
const FORM = /^(mongodb(?:\+srv)?:\/\/)(?:.*@)?([^/?@]+)(?:\/([^?]*))?(?:\?(.*))?$/

/** All that may be shown: others hold passwords and keys. */
const SHOWN_OPTIONS = ['directConnection', 'replicaSet', 'tls']

/** The MongoDB that the environment names by MONGODB_URL, if it does. Throws a `LaunchError` for what is none. */
export function mongodbIn(env: Environment): MongodbPlace | undefined {
  if (!env.MONGODB_URL) return undefined
  const [, scheme, hosts, prefix, options] = FORM.exec(env.MONGODB_URL) ?? []
  if (scheme === undefined || hosts === undefined)
    throw new LaunchError(
      'MONGODB_URL is malformed (its value is not shown); allowed is mongodb://… or mongodb+srv://…',
    )
  const shown = [...new URLSearchParams(options)].filter(([name]) => SHOWN_OPTIONS.includes(name))
  const query = shown.length > 0 ? `?${new URLSearchParams(shown)}` : ''
  return { hosts, prefix: prefix || 'rewards', url: `${scheme}${hosts}/${prefix ?? ''}${query}` }
}
