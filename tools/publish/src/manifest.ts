/** What matters here of a `package.json`. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** How a package is reached once it is JavaScript and declarations. */
interface Emitted {
  readonly types: string
  readonly default: string
}

const KEPT = ['name', 'version', 'description', 'license', 'type', 'sideEffects', 'engines'] as const

/**
 * The `package.json` of a package as it is published: `src/*.ts` is reached as `dist/*.js`, packages of the repository by the
 * version that they have now, and what only the repository needs is left out.
 */
export function publishedManifest(source: Manifest, versions: ReadonlyMap<string, string>): object {
  const kept = KEPT.filter(field => field in source).map(field => [field, source[field]])
  return {
    ...Object.fromEntries(kept),
    exports: mapValues(source.exports, emitted),
    dependencies: mapValues(source.dependencies ?? {}, (range, name) => published(range, name, versions)),
  }
}

function emitted(path: string): string | Emitted {
  const [, name] = /^\.\/src\/(.+)\.ts$/.exec(path) ?? []
  return name === undefined ? path : { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` }
}

function published(range: string, name: string, versions: ReadonlyMap<string, string>): string {
  if (!range.startsWith('workspace:')) return range
  const version = versions.get(name)
  if (version === undefined) throw new TypeError(`${name} is not published, but a published package needs it`)
  return version
}

/** The files that are published as they are. */
export function copiedFiles({ exports }: Manifest): readonly string[] {
  return Object.values(exports).filter(path => emitted(path) === path)
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}
