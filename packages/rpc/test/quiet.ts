import { createLogger } from '@rewards/process'

/** A logger that says nothing. */
export const quiet = createLogger({ service: 'test', level: 'silent' })
