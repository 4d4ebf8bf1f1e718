export { type ErrorKind, RewardsError, type RewardsErrorOptions, retryAfter } from './rewards-error.ts'
export { type FieldViolation, Violations } from './violations.ts'
