import fc from 'fast-check'
import { texts } from './texts.ts'
import type { Tree } from './tree.ts'

const DAY_MS = 86_400_000

/** Within some days of one moment that never changes, so that a seed gives the same always. */
const times = fc
  .integer({ min: -400, max: 400 })
  .map(days => new Date(Date.UTC(2026, 10, 30) + days * DAY_MS).toISOString())

const ODD_TIMES = [
  ...[
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
    '1970-01-01T00:00:00Z',
  ],
  ...[
    '2026-02-30T00:00:00Z',
    '2026-01-01',
    '2026-01-01T00:00:00+99:99',
    '+275760-09-13T00:00:00Z',
    'now',
    '',
  ],
]

const values: fc.Arbitrary<Tree> = fc.jsonValue({ maxDepth: 4 }).map(value => value as Tree)

/** Trees of the types that have a JSON form of their own, by name: good ones, then any. */
const KNOWN: ReadonlyMap<string, readonly [tame: fc.Arbitrary<Tree>, wild: fc.Arbitrary<Tree>]> = new Map([
  ['google.protobuf.Timestamp', [times, fc.oneof(fc.constantFrom<Tree>(...ODD_TIMES), texts)]],
  [
    'google.protobuf.Duration',
    [
      fc.integer({ min: 0, max: 90_000 }).map(s => `${s}s`),
      fc.oneof(fc.constantFrom<Tree>('-1s', '315576000001s', '1e3s', '0.0000000001s', 's', '1'), texts),
    ],
  ],
  [
    'google.protobuf.FieldMask',
    [
      fc
        .subarray(['name', 'description', 'displayName', 'startsAt', 'endsAt', 'country'])
        .map(all => all.join(',')),
      fc.oneof(fc.constantFrom<Tree>('*', 'a..b', '.', ',', 'a_b', '__proto__', 'a.b.c'), texts),
    ],
  ],
  ['google.protobuf.Value', [fc.integer({ min: 0, max: 9 }), values]],
  ['google.protobuf.Struct', [fc.constant({}), fc.dictionary(fc.string(), values, { maxKeys: 5 })]],
  ['google.protobuf.ListValue', [fc.constant([]), fc.array(values, { maxLength: 5 })]],
])

/** Trees of a well-known type; `undefined` for a message of ours. */
export function wellKnown(typeName: string, isTame: boolean): fc.Arbitrary<Tree> | undefined {
  const known = KNOWN.get(typeName)
  if (known) return isTame ? known[0] : fc.oneof(known[0], known[1])
  return typeName.startsWith('google.') ? values : undefined
}
