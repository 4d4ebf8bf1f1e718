import { Violations } from '@rewards/errors'
import { isDay } from './day.ts'
import type { MetadataType, MetadataValue, Scalar } from './metadata.ts'

type Kind = MetadataType['kind']
type TypeOf<K extends Kind> = Extract<MetadataType, { kind: K }>

/** For each type: the kind that its values are of, and what is wrong with one that it does not allow. */
const RULES: {
  readonly [K in Kind]: {
    readonly kind: MetadataValue['kind']
    readonly check: (violations: Violations, field: string, value: never, type: TypeOf<K>) => void
  }
} = {
  text: { kind: 'text', check: checkText },
  number: { kind: 'number', check: checkNumber },
  boolean: { kind: 'flag', check: () => undefined },
  date: { kind: 'date', check: checkDay },
  oneOf: { kind: 'text', check: checkWord },
}

/** Adds a violation for a value that the type does not allow. */
export function checkFits(
  violations: Violations,
  field: string,
  type: MetadataType,
  given: MetadataValue | undefined,
): void {
  const { kind, check } = RULES[type.kind]
  if (given?.kind !== kind)
    violations.add(field, `is ${given ? `a ${given.kind}` : 'missing'}; allowed is a ${kind}`)
  else check(violations, field, given.value as never, type as never)
}

/** A kept value as it is told; `undefined` for one that its type does not allow any more. */
export function toldValue(type: MetadataType, scalar: Scalar): MetadataValue | undefined {
  const told = { kind: RULES[type.kind].kind, value: scalar } as MetadataValue
  if (typeof scalar !== PRIMITIVE_OF[told.kind]) return undefined
  const violations = new Violations()
  checkFits(violations, 'value', type, told)
  return violations.any ? undefined : told
}

const PRIMITIVE_OF = { text: 'string', date: 'string', number: 'number', flag: 'boolean' } as const

function checkText(
  violations: Violations,
  field: string,
  value: string,
  { maxLength }: TypeOf<'text'>,
): void {
  violations.text(field, value, { min: 0, max: maxLength })
}

function checkNumber(violations: Violations, field: string, value: number, type: TypeOf<'number'>): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, whole } = type
  if (!Number.isFinite(value)) violations.add(field, `is ${value}; allowed is a finite number`)
  else if (whole && !Number.isSafeInteger(value))
    violations.add(field, `is ${value}; allowed is a whole number`)
  else if (value < min || value > max) violations.add(field, `is ${value}; allowed is ${min} to ${max}`)
}

function checkDay(violations: Violations, field: string, value: string, type: TypeOf<'date'>): void {
  const { earliest, latest } = type
  if (!isDay(value)) violations.add(field, 'is no day; allowed is one such as 2026-03-01')
  else if ((earliest !== '' && value < earliest) || (latest !== '' && value > latest))
    violations.add(field, `is ${value}; allowed is ${earliest || 'any'} to ${latest || 'any'}`)
}

function checkWord(violations: Violations, field: string, value: string, { words }: TypeOf<'oneOf'>): void {
  violations.oneOf(field, value, words)
}
