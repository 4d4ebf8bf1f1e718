/** For those who keep stores: migrations, copies, comparisons. Services need none of it. */
export { type Copy, type CopyOptions, type CopyProgress, copyCollection } from './copy.ts'
export { type Difference, type Digest, differences, digestOf, hashOf } from './digest.ts'
export { KeptPosition } from './kept-position.ts'
export { type MigrateOptions, type Migration, type MigrationProgress, migrate } from './migrate.ts'
export { POSITIONS } from './positions.ts'
export type { Unreadable } from './upgrade-step.ts'
