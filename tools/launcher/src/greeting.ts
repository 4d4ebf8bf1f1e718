import { join, relative } from 'node:path'
import { type FirstAdmin, firstAdminPath } from './first-admin.ts'
import type { MongodbPlace } from './mongodb.ts'

/** What a system that has started tells: where it is, who may enter, what to do next. */
export function greeting(system: {
  readonly urls: readonly string[]
  readonly dataDir: string
  /** Where the data lies when not in that folder. */
  readonly mongodb: MongodbPlace | undefined
  readonly admin: FirstAdmin | undefined
  /** Whether the administrator was made by this start: a password is shown once. */
  readonly isNew: boolean
}): string {
  const { urls, dataDir, mongodb } = system
  const [first, ...more] = urls
  return [
    '',
    `The reward system is ready: ${first}`,
    ...more.map(url => `${' '.repeat(23)}and: ${url}`),
    '',
    ...adminLines(system),
    `  data         ${mongodb ? `MongoDB at ${mongodb.hosts}, databases ${mongodb.prefix}_…` : shown(dataDir)}`,
    `  logs         ${shown(join(dataDir, 'logs'))}`,
    `  API          ${first}/api-docs, to read it, sign in and try calls`,
    '  metrics      npm run status, in another terminal; docs/operations.md',
    '  next         npm run demo, in another terminal; or the first claim by curl, in README.md',
    '  stop         Ctrl-C',
    '',
  ].join('\n')
}

function adminLines(system: {
  readonly dataDir: string
  readonly admin: FirstAdmin | undefined
  readonly isNew: boolean
}): string[] {
  const { admin, isNew, dataDir } = system
  if (admin === undefined) return []
  const kept = `kept in ${shown(firstAdminPath(dataDir))}`
  return [
    `  first admin  ${admin.email}`,
    isNew ? `  password     ${admin.password}   (${kept})` : `  password     ${kept}`,
  ]
}

/** A path as it would be typed here. */
function shown(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere
}
