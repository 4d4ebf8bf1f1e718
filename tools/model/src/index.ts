export { mergeMany } from './merge-many.ts'
export { type Playing, playMany } from './play-many.ts'
