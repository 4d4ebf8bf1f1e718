export { runSuite, type SuiteResult } from './run-suite.ts'
export { type SuiteFiles, suiteFiles } from './suite-files.ts'
