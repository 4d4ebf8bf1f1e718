import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')

const SERVICES = ['auth', 'condition', 'event', 'gateway', 'reward'] as const
/** A service of the system, as a container runs it. */
export type Service = (typeof SERVICES)[number]

/** What the image runs, by the first argument of a container. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(SERVICES.map(name => [name, join(ROOT, 'services', name, 'src', 'main.ts')])),
  migrate: join(ROOT, 'tools', 'stores', 'src', 'migrate', 'main.ts'),
  'copy-store': join(ROOT, 'tools', 'stores', 'src', 'copy', 'main.ts'),
  healthcheck: join(import.meta.dirname, 'healthcheck', 'main.ts'),
}

/** The file of the program of this name. Throws a sentence that names all there are. */
export function programNamed(name: string | undefined): string {
  if (name !== undefined && Object.hasOwn(PROGRAMS, name)) return PROGRAMS[name] as string
  const asked = name === undefined ? 'no program is named' : `there is no program ${JSON.stringify(name)}`
  throw new Error(`${asked}; allowed is one of ${Object.keys(PROGRAMS).join(', ')}`)
}

/** The service among these words of a command line, if there is one. */
export function serviceIn(words: readonly string[]): Service | undefined {
  return SERVICES.find(service => words.includes(service))
}
