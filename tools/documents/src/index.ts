export { withSecondHalf } from './halves.ts'
export { code, table } from './table.ts'
