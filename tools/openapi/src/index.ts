export { lintOpenApi } from './lint.ts'
export { rulesOf, whoMayCall } from './who-may-call.ts'
