export { lintOpenApi } from './lint.ts'
