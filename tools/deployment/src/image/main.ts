import { programNamed } from './programs.ts'

/** Replaces this program by the named one, in the same process, so that it gets the container's signals itself. */
async function run(name: string | undefined): Promise<void> {
  const file = programNamed(name)
  process.argv.splice(1, 2, file)
  await import(file)
}

try {
  await run(process.argv[2])
} catch (err) {
  process.stderr.write(`rewards: ${err instanceof Error ? err.message : String(err)}\n`)
  process.exitCode = 1
}
