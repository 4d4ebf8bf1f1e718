/** Where a store tells what happened; pino's loggers fit. Errors are under `err`. */
export interface StoreLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}
