/** What a check found. */
export interface Finding {
  /** Each a sentence that names the place; none means passed. */
  readonly problems: readonly string[]
  /** What is worth a look and no failure. */
  readonly notes?: readonly string[]
}

/** Something that must hold for the repository in the folder `root`. */
export interface Check {
  readonly name: string
  run(root: string): Promise<Finding>
}

/**
 * Runs every check, one after the other, whatever the others found; a check that throws has failed. Tells each by one
 * line with its time, and its problems and notes below. Resolves to how many passed and failed.
 */
export async function runChecks(
  checks: readonly Check[],
  root: string,
  say: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  let failed = 0
  for (const check of checks) {
    const startedAt = performance.now()
    const { problems, notes = [] } = await findingOf(check, root)
    const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
    if (problems.length > 0) failed++
    say(`${problems.length > 0 ? 'failed' : 'ok    '}  ${check.name.padEnd(24)} ${took.padStart(7)}`)
    for (const line of [...problems, ...notes]) say(line.replaceAll(/^/gm, '        '))
  }
  return { passed: checks.length - failed, failed }
}

async function findingOf(check: Check, root: string): Promise<Finding> {
  try {
    return await check.run(root)
  } catch (err) {
    return { problems: [err instanceof Error ? err.message : String(err)] }
  }
}
