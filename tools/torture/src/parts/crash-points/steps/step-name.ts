import type { Site } from './site.ts'

/** A call of a port. */
export interface Step {
  readonly port: string
  readonly method: string
}

/** The same for the same call in every run: what the process does, which function calls, and which port. */
export function stepName(errand: string, { port, method, site }: Step & { readonly site: Site }): string {
  const written = site.command === undefined ? '' : `(${site.command})`
  return `${errand} › ${site.label} › ${port}.${method}${written}`
}
