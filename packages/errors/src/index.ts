export {
  type ErrorKind,
  type FieldViolation,
  RewardsError,
  type RewardsErrorOptions,
  retryAfter,
} from './rewards-error.ts'
export { Violations } from './violations.ts'
