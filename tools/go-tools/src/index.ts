export { type BuildOptions, type GoTool, goModule, goTool } from './go-tool.ts'
export { GoToolsError } from './go-tools-error.ts'
export type { Environment } from './run-go.ts'
