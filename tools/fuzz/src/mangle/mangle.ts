import fc from 'fast-check'

/** One change of bytes. Places are shares of the length, so that it fits whatever it is done to. */
export type Mangle =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'drop'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: string }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number; readonly times: number }

const places = fc.noBias(fc.integer({ min: 0, max: 9_999 })).map(place => place / 10_000)
const lengths = fc.integer({ min: 1, max: 40 })

const mangle: fc.Arbitrary<Mangle> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: places, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: places }),
  fc.record({ kind: fc.constant('drop' as const), at: places, length: lengths }),
  fc.record({ kind: fc.constant('insert' as const), at: places, bytes: fc.base64String({ maxLength: 24 }) }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: places,
    length: lengths,
    times: fc.integer({ min: 2, max: 50 }),
  }),
)

/** One to five changes. */
export const mangles: fc.Arbitrary<readonly Mangle[]> = fc.array(mangle, { minLength: 1, maxLength: 5 })

/** The bytes after the changes, one after the other. */
export function mangled(bytes: Buffer, changes: readonly Mangle[]): Buffer {
  return changes.reduce(changed, bytes)
}

function changed(bytes: Buffer, change: Mangle): Buffer {
  const at = Math.min(Math.floor(change.at * bytes.length), Math.max(0, bytes.length - 1))
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  if (change.kind === 'cut') return before
  if (change.kind === 'insert') return Buffer.concat([before, Buffer.from(change.bytes, 'base64'), after])
  if (change.kind === 'flip') return flipped(bytes, at, change.bit)
  const rest = after.subarray(change.length)
  if (change.kind === 'drop') return Buffer.concat([before, rest])
  const again = Array.from({ length: change.times }, () => after.subarray(0, change.length))
  return Buffer.concat([before, ...again, rest])
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  const byte = copy[at]
  if (byte !== undefined) copy[at] = byte ^ (1 << bit)
  return copy
}
