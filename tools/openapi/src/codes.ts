/** The HTTP status that Connect gives each code. */
export const HTTP_STATUS = {
  canceled: 499,
  unknown: 500,
  invalid_argument: 400,
  deadline_exceeded: 504,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  resource_exhausted: 429,
  failed_precondition: 400,
  aborted: 409,
  out_of_range: 400,
  unimplemented: 501,
  internal: 500,
  unavailable: 503,
  data_loss: 500,
  unauthenticated: 401,
} as const satisfies Readonly<Record<string, number>>

/** A code as Connect writes it. */
export type Code = keyof typeof HTTP_STATUS

/** Every code. */
export const CODES = Object.keys(HTTP_STATUS) as readonly Code[]

/** Whether a word is a code. */
export function isCode(word: string): word is Code {
  return Object.hasOwn(HTTP_STATUS, word)
}
