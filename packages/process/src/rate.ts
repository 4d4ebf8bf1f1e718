import type { Field } from './field.ts'
import { text } from './field-kinds.ts'

/** So many calls in such a time. */
export class Rate {
  readonly calls: number
  readonly perMs: number

  constructor(calls: number, perMs: number) {
    this.calls = calls
    this.perMs = perMs
  }

  /** As it is configured: `1200/60s`. */
  toString(): string {
    return `${this.calls}/${this.perMs / 1_000}s`
  }
}

const MOST_CALLS = 1_000_000
const UNIT_MS = { s: 1_000, m: 60_000 } as const

/** A rate such as `1200/1m`: calls, and a time of 1 s to 60 m. */
export function rateField(variable: string): Field<Rate> {
  const { secret, schema } = text(variable, { min: 1, max: 20 })
  const allowed = `calls per time such as 300/10s or 1200/1m, from 1 to ${MOST_CALLS} calls in 1s to 60m`
  return { variable, secret, allowed, schema: schema.refine(isRate).transform(rateOf) }
}

function isRate(value: string): boolean {
  if (!/^\d{1,7}\/\d{1,4}[sm]$/.test(value)) return false
  const { calls, perMs } = rateOf(value)
  return calls >= 1 && calls <= MOST_CALLS && perMs >= 1_000 && perMs <= 3_600_000
}

function rateOf(value: string): Rate {
  const [calls = '', per = ''] = value.split('/')
  return new Rate(Number(calls), Number.parseInt(per, 10) * UNIT_MS[per.at(-1) as keyof typeof UNIT_MS])
}
