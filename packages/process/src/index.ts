export { type Clock, systemClock } from './clock.ts'
export { type EveryOptions, every, type Periodic } from './every.ts'
export { type ConfigOf, type Field, type Fields, optional, withDefault } from './field.ts'
export { address, duration, flag, integer, list, oneOf, port, secret, text, url } from './field-kinds.ts'
export { type NewId, newId } from './ids.ts'
export { type Life, type ProcessDefinition, runProcess } from './lifecycle.ts'
export { currentLogContext, type LogContext, withLogContext } from './log-context.ts'
export { createLogger, type Logger } from './logger.ts'
export { ConfigError, type Environment, type ParsedConfig, parseConfig } from './parse-config.ts'
export {
  brokerFields,
  type ProcessConfig,
  processFields,
  serviceFields,
  storeFields,
} from './process-config.ts'
export { Rate, rateField } from './rate.ts'
export {
  acceptTraceparent,
  childTraceparent,
  isTraceparent,
  newTraceparent,
  type Traceparent,
  traceIdOf,
} from './trace.ts'
export { Turns } from './turns.ts'
