import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join, matchesGlob } from 'node:path'

/** Copies what `.dockerignore` leaves of a folder, as a builder would send it to an engine. */
export async function copyContext(from: string, to: string): Promise<void> {
  const patterns = patternsOf(await readFile(join(from, '.dockerignore'), 'utf8'))
  for (const file of await filesIn(from, '', patterns)) {
    await mkdir(dirname(join(to, file)), { recursive: true })
    await cp(join(from, file), join(to, file))
  }
}

interface Pattern {
  readonly glob: string
  /** Leaves in what one before it has left out. */
  readonly keeps: boolean
}

function patternsOf(text: string): Pattern[] {
  const lines = text.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'))
  return lines.map(line => ({ glob: line.replace(/^!/, ''), keeps: line.startsWith('!') }))
}

async function filesIn(root: string, folder: string, patterns: readonly Pattern[]): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const found = entries.map(async entry => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return isIgnored(path, patterns) ? [] : [path]
    return mayHold(path, patterns) ? filesIn(root, path, patterns) : []
  })
  return (await Promise.all(found)).flat()
}

/** The last pattern counts that matches the path or a folder above it. */
function isIgnored(path: string, patterns: readonly Pattern[]): boolean {
  const paths = path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))
  const last = patterns.findLast(({ glob }) => paths.some(each => matchesGlob(each, glob)))
  return last !== undefined && !last.keeps
}

function mayHold(folder: string, patterns: readonly Pattern[]): boolean {
  return (
    !isIgnored(folder, patterns) || patterns.some(({ glob, keeps }) => keeps && glob.startsWith(`${folder}/`))
  )
}
