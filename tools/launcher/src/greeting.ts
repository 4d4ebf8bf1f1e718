import { relative } from 'node:path'
import type { FirstAdmin } from './first-admin.ts'

/** What a system that has started tells: where it is, who may enter, what to do next. */
export function greeting(system: {
  readonly url: string
  readonly dataDir: string
  readonly admin: FirstAdmin | undefined
  readonly adminPath: string
}): string {
  const { url, admin, adminPath, dataDir } = system
  const shown = (path: string) => relative(process.cwd(), path) || path
  const who = admin
    ? [`  first admin  ${admin.email}`, `  password     ${admin.password}   (kept in ${shown(adminPath)})`]
    : []
  return [
    '',
    `The reward system is ready: ${url}`,
    '',
    ...who,
    `  logs         ${shown(dataDir)}/logs`,
    '  next         npm run demo, in another terminal; or the first claim by curl, in README.md',
    '  stop         Ctrl-C',
    '',
  ].join('\n')
}
