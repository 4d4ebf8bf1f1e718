export { type Holdings, holdingOnly, type RoleBinding } from './holdings.ts'
export { covers, isNowhere, NOWHERE, type Scope } from './scope.ts'
