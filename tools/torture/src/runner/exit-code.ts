import { INTERRUPTED } from '@rewards/command-line'
import type { RunReport } from './run-report.ts'

/** 0: all holds; 1: something does not, or could not be carried out; 130: the run was interrupted before that was seen. */
export function exitCodeOf({ isGood, parts }: Pick<RunReport, 'isGood' | 'parts'>): number {
  if (isGood) return 0
  const isBad = parts.some(({ outcome }) => outcome === 'violated' || outcome === 'broken off')
  return isBad || !parts.some(({ outcome }) => outcome === 'interrupted') ? 1 : INTERRUPTED
}
