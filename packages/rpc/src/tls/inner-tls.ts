import type { Life, Logger } from '@rewards/process'
import { type NamedFile, type OpenTls, openTlsFiles, type TlsFilesOptions } from '@rewards/tls'

/** What the configuration of every process says of TLS between services. */
export interface InnerTlsConfig {
  readonly innerTls: 'off' | 'tls' | 'mutual'
  readonly innerTlsCa: string | undefined
  readonly innerTlsCert: string | undefined
  readonly innerTlsKey: string | undefined
  readonly innerTlsName: string | undefined
}

/** What a process speaks TLS with to other services, and they with it. */
export interface InnerTls {
  /** Whether callers must prove themselves too. */
  readonly mutual: boolean
  /** The name that every certificate must carry; `undefined`: that of the address which was called. */
  readonly name: string | undefined
  readonly material: OpenTls
  readonly logger: Logger
}

/** Which ends of a connection a process is. */
type Role = 'serves and calls' | 'calls'

const VARIABLES = {
  ca: 'REWARDS_INNER_TLS_CA',
  cert: 'REWARDS_INNER_TLS_CERT',
  key: 'REWARDS_INNER_TLS_KEY',
} as const

/**
 * Opens the files that the configuration names; `undefined` when services speak in plain text. Rejects with one sentence
 * when a file that is needed is not named, one is named in vain, or one cannot be used.
 */
export async function openInnerTls(
  config: InnerTlsConfig,
  role: Role,
  life: Pick<Life, 'logger' | 'onStop'>,
  options?: TlsFilesOptions,
): Promise<InnerTls | undefined> {
  const { innerTls: mode, innerTlsName: name } = config
  const named = { ca: config.innerTlsCa, cert: config.innerTlsCert, key: config.innerTlsKey }
  requireNamed(mode, role, named)
  if (mode === 'off') return undefined
  const files = Object.fromEntries(
    Object.entries(named).flatMap(([kind, path]) => (path === undefined ? [] : [[kind, file(kind, path)]])),
  )
  const material = await openTlsFiles(files, life, options)
  return { mutual: mode === 'mutual', name, material, logger: life.logger }
}

function file(kind: string, path: string): NamedFile {
  return { variable: VARIABLES[kind as keyof typeof VARIABLES], path }
}

type Named = Readonly<Record<keyof typeof VARIABLES, string | undefined>>

/** Files that are named in vain would be a system in plain text that somebody takes for a safe one. */
function requireNamed(mode: InnerTlsConfig['innerTls'], role: Role, named: Named): void {
  const own =
    mode === 'mutual' || role === 'serves and calls' || named.cert !== undefined || named.key !== undefined
  for (const kind of ['ca', 'cert', 'key'] as const) {
    const isNamed = named[kind] !== undefined
    if (mode === 'off' && isNamed) throw new Error(`${VARIABLES[kind]} is set, but REWARDS_INNER_TLS is off`)
    if (mode !== 'off' && !isNamed && (kind === 'ca' || own))
      throw new Error(`${VARIABLES[kind]} is not set, but REWARDS_INNER_TLS is ${mode}`)
  }
}
