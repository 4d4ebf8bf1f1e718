import { ScalarType } from '@bufbuild/protobuf'
import fc from 'fast-check'
import type { Tree } from './tree.ts'

const raw = ($raw: string): Tree => ({ $raw })

/** Forms of numbers that a JSON may have, or almost. */
const FORMS: readonly Tree[] = [
  ...['1e999', '-1e999', '-0', '-0.0', '9007199254740993', '18446744073709551616', '1.0', '1.5', '1E2'],
  ...['0x10', '+1', '01', '.5', '1.', 'NaN', 'Infinity', '1_000', '1e', '--1', '9'.repeat(400)],
].map(raw)

/** The same as texts, which is how JSON carries 64-bit numbers. */
const WORDS = [
  ...['0x10', '+1', '-0', '1e3', '1.0', '1.5', ' 1', '1 ', '', '9223372036854775807', '9223372036854775808'],
  ...['-9223372036854775808', '-9223372036854775809', '9007199254740993', '1e999', 'NaN', 'Infinity', '１'],
] as const

const EDGES = [0, 1, -1, 2, 100, 200, 201, 2 ** 31 - 1, -(2 ** 31), 2 ** 32, 2 ** 53 - 1, -0.5, 1e21] as const

/** Any number, and what is none. */
export const numbers: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom<Tree>(...EDGES),
  fc.constantFrom(...FORMS),
  fc.constantFrom<Tree>(...WORDS),
  fc.double(),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
)

/** A number that is likely to be taken. */
export const smallNumbers: fc.Arbitrary<Tree> = fc.integer({ min: 0, max: 20 })

/** Whether a scalar is a number in protobuf. */
export function isNumber(type: ScalarType): boolean {
  return type !== ScalarType.STRING && type !== ScalarType.BYTES && type !== ScalarType.BOOL
}
