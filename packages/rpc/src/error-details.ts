import { create, type DescMessage, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf'
import { type Any, anyPack, anyUnpack, durationFromMs, durationMs } from '@bufbuild/protobuf/wkt'
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '@rewards/contracts/google'
import { type ErrorKind, RewardsError } from '@rewards/errors'

/** `ErrorInfo.domain` of every error. */
export const ERROR_DOMAIN = 'rewards'

/** Trailers have room for some 60 KB; a request with thousands of wrong fields must not overflow them. */
const MOST_VIOLATIONS = 50

const EXTRA = new WeakMap<RewardsError, readonly Any[]>()

/** Adds a message of the contract to what the error carries to the caller; small, it travels in the trailers. */
export function withDetail<S extends DescMessage>(
  error: RewardsError,
  schema: S,
  detail: MessageInitShape<S>,
): RewardsError {
  EXTRA.set(error, [...(EXTRA.get(error) ?? []), pack(schema, detail)])
  return error
}

/** The message of this schema that an error (made here, or decoded from a call) carries; else `undefined`. */
export function detailOf<S extends DescMessage>(error: RewardsError, schema: S): MessageShape<S> | undefined {
  return unpack(EXTRA.get(error) ?? [], schema)
}

/** What the error tells a program: `ErrorInfo`, `BadRequest` (the first 50) and `RetryInfo` where they apply, and the rest. */
export function detailsOf(error: RewardsError): readonly Any[] {
  const { reason, metadata, violations, retryAfterMs } = error
  const fieldViolations = violations.slice(0, MOST_VIOLATIONS).map(({ field, description }) => ({
    field: field.toWellFormed(),
    description: description.toWellFormed(),
  }))
  return [
    errorInfo(reason, metadata),
    ...(fieldViolations.length > 0 ? [pack(BadRequestSchema, { fieldViolations })] : []),
    ...(retryAfterMs === undefined
      ? []
      : [pack(RetryInfoSchema, { retryDelay: durationFromMs(retryAfterMs) })]),
    ...(EXTRA.get(error) ?? []),
  ]
}

/** The detail that every error carries. */
export function errorInfo(reason: string, metadata: Readonly<Record<string, string>>): Any {
  return pack(ErrorInfoSchema, { reason, domain: ERROR_DOMAIN, metadata: { ...metadata } })
}

/** The way back: the error that carried these details. Without an `ErrorInfo` among them its reason is `otherReason`. */
export function errorOfDetails(
  kind: ErrorKind,
  message: string,
  details: readonly Any[],
  otherwise: { reason: string; cause: unknown },
): RewardsError {
  const info = unpack(details, ErrorInfoSchema)
  const violations = unpack(details, BadRequestSchema)?.fieldViolations ?? []
  const retryDelay = unpack(details, RetryInfoSchema)?.retryDelay
  const error = new RewardsError(kind, info?.reason || otherwise.reason, message, {
    metadata: info?.metadata ?? {},
    violations: violations.map(({ field, description }) => ({ field, description })),
    ...(retryDelay && { retryAfterMs: durationMs(retryDelay) }),
    cause: otherwise.cause,
  })
  const extra = details.filter(detail => !STANDARD.some(schema => is(detail, schema)))
  EXTRA.set(error, extra)
  return error
}

const STANDARD = [ErrorInfoSchema, BadRequestSchema, RetryInfoSchema] as const

function pack<S extends DescMessage>(schema: S, detail: MessageInitShape<S>): Any {
  return anyPack(schema, create(schema, detail))
}

function unpack<S extends DescMessage>(details: readonly Any[], schema: S): MessageShape<S> | undefined {
  const found = details.find(detail => is(detail, schema))
  try {
    return found && anyUnpack(found, schema)
  } catch {
    return undefined // broken on its way or by a stranger: the status without it still says what happened
  }
}

function is(detail: Any, schema: DescMessage): boolean {
  return detail.typeUrl.endsWith(`/${schema.typeName}`)
}
