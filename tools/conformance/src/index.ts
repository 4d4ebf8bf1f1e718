export { KNOWN_FAILING, runSuite, type SuiteOptions } from './run-suite.ts'
export { type SuiteFiles, suiteFiles } from './suite-files.ts'
export { figuresOf, type SuiteResult } from './suite-result.ts'
