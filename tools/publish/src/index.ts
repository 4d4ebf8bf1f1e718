export { type PackedPackage, packAll } from './pack-all.ts'
export { PublishError } from './publish-error.ts'
