import { z } from 'zod'
import type { Field } from './field.ts'

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function field<T>(variable: string, allowed: string, schema: z.ZodType<T, string>, secret = false): Field<T> {
  return { variable, allowed, schema, secret }
}

/** Text of `min` to `max` characters. */
export function text(variable: string, limits: { min: number; max: number }): Field<string> {
  const allowed = `${limits.min} to ${limits.max} characters`
  return field(variable, allowed, z.string().min(limits.min).max(limits.max))
}

/** Text that no message ever shows, of at least `min` characters. */
export function secret(variable: string, min = 1): Field<string> {
  return field(variable, `at least ${min} characters`, z.string().min(min).max(4096), true)
}

/** A whole number, both limits included. */
export function integer(variable: string, limits: { min: number; max: number }): Field<number> {
  const digits = z.string().regex(/^-?\d{1,15}$/)
  const schema = digits.transform(Number).pipe(z.number().min(limits.min).max(limits.max))
  return field(variable, `a whole number, ${limits.min} to ${limits.max}`, schema)
}

/** A TCP port. 0 lets the system choose one. */
export function port(variable: string): Field<number> {
  return { ...integer(variable, { min: 0, max: 65_535 }), allowed: 'a port, 0 to 65535' }
}

/** `true` or `false`, nothing else. */
export function flag(variable: string): Field<boolean> {
  return field(
    variable,
    'true or false',
    z.enum(['true', 'false']).transform(value => value === 'true'),
  )
}

/** A length of time as milliseconds: digits and one of the units ms, s, m, h, d, such as `500ms` or `15m`. */
export function duration(variable: string, limits: { minMs: number; maxMs: number }): Field<number> {
  const schema = z
    .string()
    .regex(/^\d{1,9}(ms|s|m|h|d)$/)
    .transform(durationMs)
    .pipe(z.number().min(limits.minMs).max(limits.maxMs))
  const allowed = `a duration such as 500ms, 30s, 15m, 2h or 90d, from ${limits.minMs}ms to ${limits.maxMs}ms`
  return field(variable, allowed, schema)
}

function durationMs(value: string): number {
  const unit = value.replace(/^\d+/, '') as keyof typeof UNIT_MS
  return Number.parseInt(value, 10) * UNIT_MS[unit]
}

/**
 * A URL of one of the protocols, given with their colon: `['nats:', 'tls:']`. It may carry a password, so it is never
 * shown; it may name several hosts, which the URL standard does not know, so that its parts are its user's to check.
 */
export function url(variable: string, protocols: readonly string[]): Field<string> {
  const schemes = protocols.map(protocol => `${protocol}//`)
  const known = (value: string) => schemes.some(scheme => value.startsWith(scheme) && hasHost(value, scheme))
  return field(
    variable,
    `a URL that starts with one of ${schemes.join(', ')}`,
    z.string().refine(known),
    true,
  )
}

function hasHost(value: string, scheme: string): boolean {
  return /^[^\s/?#]+[^\s]*$/.test(value.slice(scheme.length))
}

/** `host:port`; IPv6 hosts in brackets. */
export function address(variable: string): Field<string> {
  return field(variable, 'host:port', z.string().refine(isAddress))
}

function isAddress(value: string): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?):(\d{1,5})$/i.exec(value)
  return match !== null && Number(match[3]) >= 1 && Number(match[3]) <= 65_535
}

/** One of a closed set of words. */
export function oneOf<const T extends string>(variable: string, words: readonly [T, ...T[]]): Field<T> {
  const schema = z.string().pipe(z.enum(words) as unknown as z.ZodType<T, string>)
  return field(variable, `one of ${words.join(', ')}`, schema)
}

/** A list of 1 to 100 of another kind, separated by commas; blanks around an item are ignored. */
export function list<T>(item: Field<T>): Field<readonly T[]> {
  const split = z.string().transform(value => value.split(',').map(part => part.trim()))
  const schema = split.pipe(z.array(item.schema).min(1).max(100))
  return {
    ...field(item.variable, `a list, separated by commas, of ${item.allowed}`, schema),
    secret: item.secret,
  }
}
