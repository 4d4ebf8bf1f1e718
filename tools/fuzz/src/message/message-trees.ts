import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { isNumber, numbers, smallNumbers } from './numbers.ts'
import { texts } from './texts.ts'
import type { Tree, TreeRecord } from './tree.ts'
import { wellKnown } from './well-known.ts'
import { wordsFor } from './words.ts'

/** How deep messages in messages go before they stay empty. */
const DEEPEST = 4

/**
 * Messages of a type, made up from its descriptor. Tame ones are likely to be taken; of wild ones any field may be anything:
 * edges, unknown numbers of enums, several of a oneof at once, wrong types, far too much.
 */
export function messageTrees(message: DescMessage): fc.Arbitrary<TreeRecord> {
  return fc.oneof(
    { weight: 1, arbitrary: record(message, true, 0) },
    { weight: 1, arbitrary: record(message, false, 0) },
    { weight: 1, arbitrary: spoilt(message) },
  )
}

/** A tame message of which one field is wild: what comes behind the first check. */
function spoilt(message: DescMessage): fc.Arbitrary<TreeRecord> {
  if (message.fields.length === 0) return record(message, false, 0)
  return fc
    .constantFrom(...message.fields)
    .chain(field =>
      fc
        .tuple(record(message, true, 0), fieldTree(field, false, 1))
        .map(([tame, wild]) => ({ ...tame, [field.jsonName]: wild })),
    )
}

function record(message: DescMessage, isTame: boolean, depth: number): fc.Arbitrary<TreeRecord> {
  if (depth > DEEPEST) return fc.constant({})
  const chosen = isTame ? oneOfEach(message) : fc.subarray([...message.fields])
  return chosen.chain(fields => {
    const model = Object.fromEntries(fields.map(field => [field.jsonName, fieldTree(field, isTame, depth)]))
    return fc.record(model) as fc.Arbitrary<TreeRecord>
  })
}

/** All fields, or most of them, and of each oneof one. */
function oneOfEach({ fields, oneofs }: DescMessage): fc.Arbitrary<DescField[]> {
  const plain = fields.filter(field => field.oneof === undefined)
  const picks = oneofs.map(oneof => fc.constantFrom(...oneof.fields))
  const most = fc.oneof(
    { weight: 6, arbitrary: fc.constant(plain) },
    { weight: 1, arbitrary: fc.subarray(plain) },
  )
  return fc.tuple(most, ...picks).map(([some, ...picked]) => [...some, ...picked])
}

function fieldTree(field: DescField, isTame: boolean, depth: number): fc.Arbitrary<Tree> {
  const one = valueTree(field, isTame, depth)
  const right = shaped(field, one, isTame)
  return isTame ? right : fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: wrong(one) })
}

function shaped(field: DescField, one: fc.Arbitrary<Tree>, isTame: boolean): fc.Arbitrary<Tree> {
  if (field.fieldKind === 'list')
    return fc.array(one, isTame ? { minLength: 1, maxLength: 2 } : { maxLength: 25 })
  if (field.fieldKind === 'map') {
    const keys = isTame ? fc.constantFrom('mission_id', 'a') : fc.string({ unit: 'binary', maxLength: 20 })
    return fc.dictionary(keys, one, { maxKeys: isTame ? 1 : 8 })
  }
  return one
}

/** What is not of the field's type. */
function wrong(one: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> {
  return fc.oneof(
    texts,
    numbers,
    fc.constantFrom<Tree>(null, true, [], {}, [[]], { $raw: '' }),
    fc.array(one),
  )
}

function valueTree(field: DescField, isTame: boolean, depth: number): fc.Arbitrary<Tree> {
  const { enum: words, message, scalar } = field
  const likely = wordsFor(field)
  if (isTame && likely && !words) return likely
  if (message) return wellKnown(message.typeName, isTame) ?? record(message, isTame, depth + 1)
  if (words) {
    const known = fc.constantFrom<Tree>(...words.values.map(({ name }) => name))
    const any = fc.constantFrom<Tree>('UNKNOWN_WORD', '', -1, 99, 2 ** 31 - 1, 2 ** 31, 0, 1, 2, 3)
    return isTame ? known : fc.oneof(known, any)
  }
  return scalarTree(field, scalar ?? ScalarType.STRING, isTame)
}

function scalarTree(field: DescField, type: ScalarType, isTame: boolean): fc.Arbitrary<Tree> {
  if (type === ScalarType.BOOL) return fc.boolean()
  if (isNumber(type)) return isTame ? smallNumbers : numbers
  if (type === ScalarType.BYTES) return fc.base64String({ maxLength: 100 })
  const plain = wordsFor(field) ?? fc.constantFrom<Tree>('a', 'Spring', 'some words')
  return isTame ? plain : fc.oneof(plain, texts)
}
