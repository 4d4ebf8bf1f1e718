import fc from 'fast-check'
import type { Tree } from './tree.ts'

/** Begins every secret that is made up, so that a log which shows one is found out. */
export const SECRET = 'hush-'

/** Texts that somebody once forgot. */
const ODD = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u0007',
  '\ud800',
  'a\udfffb',
  '\ufeff',
  '\u202eabc',
  'e\u0301',
  '\u{1f469}\u200d\u{1f680}',
  '\uffff',
  '\u2028',
  '$gt',
  '$where',
  '{"$gt":""}',
  'a.b',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '"; DROP TABLE users; --',
  '%00',
  '%s%n',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  `\${jndi:ldap://x}`,
  'null',
  'undefined',
  'NaN',
  '0',
  '-1',
  '1e999',
  '0x10',
  'true',
  '\r\nx: y',
  'İ',
  'ß',
  'ﬃ',
] as const

/** Any text: short and plain, odd, of whatever characters, or far too long. */
export const texts: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Tree>(...ODD) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }) },
  { weight: 1, arbitrary: surrogates() },
  { weight: 1, arbitrary: longTexts() },
)

/** Characters of which some are half ones. */
function surrogates(): fc.Arbitrary<Tree> {
  return fc
    .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 12 })
    .map(units => String.fromCharCode(...units))
}

function longTexts(): fc.Arbitrary<Tree> {
  const unit = fc.constantFrom('x', '\u{1f600}', '\u0000', '"', '\ud800', '$', '[', '{"a":')
  return fc.record({ $long: unit, times: fc.constantFrom(41, 101, 257, 2_001, 9_000, 120_000) })
}

/** A text that nobody but who is told it may see. */
export const secrets: fc.Arbitrary<Tree> = fc
  .stringMatching(/^[0-9a-f]{20}$/)
  .map(random => `${SECRET}${random}`)
