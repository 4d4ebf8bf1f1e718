import type { Violations } from '@rewards/errors'
import { isDay } from './day.ts'
import { type Audience, type MetadataField, type MetadataType, MOST_FIELDS } from './metadata.ts'

/** A field as a caller declares it; `undefined`: not set, or of no kind that this version knows. */
export interface FieldDraft extends Pick<MetadataField, 'key' | 'description'> {
  readonly type: MetadataType | undefined
  readonly visibleTo: Audience | undefined
  readonly changeableBy: Audience | undefined
}

/** The most characters of a text. */
export const LONGEST_TEXT = 500
const KEY = /^[a-z][a-z0-9_]{0,39}$/
const AUDIENCES = 'allowed is one of SELF, ADMINISTRATORS'

/** Adds a violation for everything that is wrong with the declared fields. */
export function checkSchema(violations: Violations, drafts: readonly FieldDraft[]): readonly MetadataField[] {
  violations.size('fields', drafts, { min: 0, max: MOST_FIELDS })
  const keys = new Set<string>()
  return drafts.slice(0, MOST_FIELDS).flatMap((draft, at) => {
    const path = `fields[${at}]`
    if (keys.has(draft.key)) violations.add(`${path}.key`, 'is declared twice; allowed is each key once')
    keys.add(draft.key)
    return checkField(violations, path, draft) ?? []
  })
}

function checkField(violations: Violations, path: string, draft: FieldDraft): MetadataField | undefined {
  const { key, description, type, visibleTo, changeableBy } = draft
  if (!KEY.test(key))
    violations.add(
      `${path}.key`,
      'is no key; allowed are a lower-case letter and then a-z, 0-9 and _, at most 40 characters',
    )
  violations.text(`${path}.description`, description, { min: 0, max: 200 })
  if (!visibleTo) violations.add(`${path}.visible_to`, `is missing; ${AUDIENCES}`)
  if (!changeableBy) violations.add(`${path}.changeable_by`, `is missing; ${AUDIENCES}`)
  if (visibleTo === 'ADMINISTRATORS' && changeableBy === 'SELF')
    violations.add(`${path}.changeable_by`, 'is SELF; allowed is ADMINISTRATORS, since users may not see it')
  if (type) CHECK_TYPE[type.kind](violations, path, type as never)
  else violations.add(`${path}.type`, 'is missing; allowed is one of text, number, boolean, date, one_of')
  return type && visibleTo && changeableBy && { key, description, type, visibleTo, changeableBy }
}

type TypeOf<K extends MetadataType['kind']> = Extract<MetadataType, { kind: K }>

const CHECK_TYPE: {
  readonly [K in MetadataType['kind']]: (violations: Violations, path: string, type: TypeOf<K>) => void
} = {
  text: checkTextType,
  number: checkNumberType,
  boolean: () => undefined,
  date: checkDateType,
  oneOf: checkOneOfType,
}

function checkTextType(violations: Violations, path: string, { maxLength }: TypeOf<'text'>): void {
  violations.integer(`${path}.text.max_length`, maxLength, { min: 1, max: LONGEST_TEXT })
}

function checkNumberType(violations: Violations, path: string, { min, max }: TypeOf<'number'>): void {
  for (const [name, limit] of [
    ['min', min],
    ['max', max],
  ] as const)
    if (limit !== undefined && !Number.isFinite(limit))
      violations.add(`${path}.number.${name}`, `is ${limit}; allowed is a finite number`)
  if (min !== undefined && max !== undefined && max < min)
    violations.add(`${path}.number.max`, `is ${max}, less than min, which is ${min}`)
}

function checkDateType(violations: Violations, path: string, { earliest, latest }: TypeOf<'date'>): void {
  for (const [name, limit] of [
    ['earliest', earliest],
    ['latest', latest],
  ] as const)
    if (limit !== '' && !isDay(limit))
      violations.add(`${path}.date.${name}`, 'is no day; allowed is one such as 2026-03-01')
  if (earliest !== '' && latest !== '' && latest < earliest)
    violations.add(`${path}.date.latest`, `is ${latest}, before earliest, which is ${earliest}`)
}

function checkOneOfType(violations: Violations, path: string, { words }: TypeOf<'oneOf'>): void {
  violations.size(`${path}.one_of.words`, words, { min: 1, max: 50 })
  words.slice(0, 50).forEach((word, at) => {
    const field = `${path}.one_of.words[${at}]`
    violations.text(field, word, { min: 1, max: 60 })
    if (words.indexOf(word) < at) violations.add(field, 'is there twice; allowed is each word once')
  })
}
