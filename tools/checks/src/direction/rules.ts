import type { IRegularForbiddenRuleType as Rule } from 'dependency-cruiser'

/** Types of the contracts, generated, and what reads and writes them. */
const GENERATED = '^packages/contracts/|(^|/)node_modules/@bufbuild/'
const SERVICE_LAYER = '^services/([^/]+)/src/'

function forbid(name: string, comment: string, from: Rule['from'], to: Rule['to']): Rule {
  return { name, comment, severity: 'error', from, to }
}

/** Which way imports may point: domain ← application ← infrastructure ← composition root. */
export const RULES: readonly Rule[] = [
  forbid(
    'no cycles',
    'two files that need each other are one thing; a type import vanishes before it can close a circle',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
  forbid('resolvable', 'an import that leads nowhere', {}, { couldNotResolve: true }),
  forbid(
    'services apart',
    'services speak by contract, never by import',
    { path: SERVICE_LAYER },
    { path: '^services/', pathNot: '^services/$1/' },
  ),
  forbid(
    'packages below',
    'packages know no service and no tool; services know no tool',
    { path: '^(packages|services)/[^/]+/src/' },
    { path: '^tools/' },
  ),
  forbid(
    'packages below services',
    'packages know no service',
    { path: '^packages/' },
    { path: '^services/' },
  ),
  forbid(
    'domain alone',
    'a domain imports itself, the errors, the access and the calls that it may speak of, and hashes and checksums, which are arithmetic',
    { path: `${SERVICE_LAYER}domain/` },
    {
      pathNot:
        '^services/$1/src/domain/|^packages/(errors|access)/|^packages/audit/src/entry.ts$|^(crypto|zlib)$',
    },
  ),
  forbid(
    'application inward',
    'use cases know their domain and ports, not who calls them nor what serves them',
    { path: `${SERVICE_LAYER}application/` },
    { path: '^services/$1/src/(infrastructure/|[^/]+$)|^packages/rpc/' },
  ),
  forbid(
    'infrastructure inward',
    'only the composition root picks adapters',
    { path: `${SERVICE_LAYER}infrastructure/` },
    { path: '^services/$1/src/[^/]+$' },
  ),
  forbid(
    'generated types at the edges',
    'only the adapters of gRPC and NATS, and the root that picks them, know generated types; the gateway is an edge',
    { path: '^services/(?!gateway/)[^/]+/src/(domain|application|infrastructure/(?!(grpc|nats)/))' },
    { path: GENERATED },
  ),
  forbid(
    'generated code by name',
    'generated files are reached through the entries of the contracts',
    { pathNot: '^packages/contracts/' },
    { path: '^packages/contracts/src/gen/' },
  ),
  forbid(
    'sqlite in its folder',
    'services see a store, never a driver',
    { path: '^(packages|services)/[^/]+/src/', pathNot: '^packages/store/src/sqlite/' },
    { path: '^(node:)?sqlite$' },
  ),
  forbid(
    'mongodb in its folder',
    'services see a store, never a driver',
    { path: '^(packages|services)/[^/]+/src/', pathNot: '^packages/store/src/mongodb/' },
    { path: '(^|/)node_modules/mongodb/' },
  ),
  forbid(
    'nats in its package',
    'services see ports of messaging, never a broker',
    { path: '^(packages|services)/[^/]+/src/', pathNot: '^packages/messaging/src/' },
    { path: '(^|/)node_modules/@nats-io/' },
  ),
  forbid(
    'telemetry in its package',
    'who measures or traces asks @rewards/telemetry, never the library behind it, which is only loaded where it is wanted',
    { path: '^(packages|services|tools)/[^/]+/src/', pathNot: '^packages/telemetry/src/' },
    { path: '(^|/)node_modules/@opentelemetry/' },
  ),
  forbid(
    'no tests in the program',
    'what runs does not lean on what tests',
    { path: '^[^/]+/[^/]+/src/', pathNot: '^packages/store/src/contract/|/testing\\.ts$|^tools/' },
    { path: '^[^/]+/[^/]+/test/|(^|/)node_modules/(vitest|fast-check)/' },
  ),
  forbid('main is the end', 'nothing imports a main', { path: '^[^/]+/[^/]+/src/' }, { path: '/main\\.ts$' }),
]
