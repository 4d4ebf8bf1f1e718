export { ArgumentError } from './argument-error.ts'
export { optionsOf } from './options-of.ts'
export { INTERRUPTED, runProgram, type Surroundings } from './run-program.ts'
export { fraction, oneOf, whole } from './values.ts'
