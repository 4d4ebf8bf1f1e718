/** Where this package tells what happened; pino's loggers fit. Errors are under `err`. */
export interface Logger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
