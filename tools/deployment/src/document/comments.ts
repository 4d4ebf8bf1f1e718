import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
/** Where variables are declared outside of a service's own table. */
const SHARED = ['packages/process/src/process-config.ts', 'packages/telemetry/src/config.ts']

/** What the declaration of a service's field says of it, a shared one included. Throws when it says nothing. */
export function commentOf(service: string, name: string): string {
  const own = ['config.ts', 'limits.ts', 'outside-config.ts'].map(file => `services/${service}/src/${file}`)
  for (const file of [...own, ...SHARED].filter(path => existsSync(join(ROOT, path)))) {
    const comment = commentIn(readFileSync(join(ROOT, file), 'utf8'), name)
    if (comment !== undefined) return comment
  }
  throw new Error(`the field ${name} of ${service} has no comment that says what it is`)
}

/** A comment holds for the fields that follow it until the next one. */
export function commentIn(source: string, name: string): string | undefined {
  const declared = new RegExp(`^ +${name}: `, 'm').exec(source)
  if (declared === null) return undefined
  const above = [...source.slice(0, declared.index).matchAll(/^ +\/\*\*([\s\S]*?)\*\/$/gm)].at(-1)
  return above?.[1]?.replaceAll(/\s*\n\s*\*\s*/g, ' ').trim()
}
