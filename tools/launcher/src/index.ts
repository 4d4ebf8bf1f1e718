export { type FirstAdmin, readFirstAdmin } from './first-admin.ts'
export { LaunchError } from './launch-error.ts'
export { PROCESSES, type ProcessEntry, type ProcessTable } from './process-table.ts'
export { type RunningSystem, type SystemOptions, startSystem } from './start-system.ts'
