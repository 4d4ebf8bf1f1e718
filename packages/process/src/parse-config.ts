import type { ConfigOf, Field, Fields } from './field.ts'

/** Names and texts, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A configuration that was read, and what is worth a warning once there is a log. */
export interface ParsedConfig<C> {
  readonly config: C
  readonly warnings: readonly string[]
}

/** Everything that is wrong with the environment, one sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('; '))
    this.problems = problems
  }
}

/**
 * Reads the fields from the environment; pure. Throws `ConfigError` with every problem at once. A variable that is
 * empty counts as not set. A variable that starts with `ownPrefix` and is no field of the table is worth a warning;
 * a process that shares its environment with others names its own prefix, such as `REWARDS_EVENT_`.
 */
export function parseConfig<const F extends Fields>(
  fields: F,
  env: Environment,
  ownPrefix = 'REWARDS_',
): ParsedConfig<ConfigOf<F>> {
  const read = Object.entries(fields).map(([name, field]) => ({ name, ...readField(field, env) }))
  const problems = read.flatMap(({ problem }) => problem ?? [])
  if (problems.length > 0) throw new ConfigError(problems)
  const config = Object.fromEntries(read.map(({ name, value }) => [name, value])) as ConfigOf<F>
  return { config, warnings: undeclared(fields, env, ownPrefix) }
}

function readField<T>(field: Field<T>, env: Environment): { value?: T; problem?: string } {
  const text = env[field.variable] ?? ''
  if (text === '')
    return field.absent ?? { problem: `${field.variable} is not set; allowed is ${field.allowed}` }
  const parsed = field.schema.safeParse(text)
  return parsed.success ? { value: parsed.data } : { problem: malformed(field, text) }
}

function malformed<T>(field: Field<T>, text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  const value = field.secret ? 'malformed (its value is not shown)' : JSON.stringify(shown)
  return `${field.variable} is ${value}; allowed is ${field.allowed}`
}

function undeclared(fields: Fields, env: Environment, ownPrefix: string): string[] {
  const declared = new Set(Object.values(fields).map(field => field.variable))
  return Object.keys(env)
    .filter(name => name.startsWith(ownPrefix) && !declared.has(name))
    .toSorted((a, b) => a.localeCompare(b))
    .map(name => `${name} is set, but nothing here reads it`)
}
