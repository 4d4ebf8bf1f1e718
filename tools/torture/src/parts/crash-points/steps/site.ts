import { readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(import.meta.dirname, '../../../../../..')

/** A place in the code from which a port is called. */
export interface Site {
  /** `path:line`, from the root of the tree. */
  readonly position: string
  /** The function that calls: its file and, where it has another one, its name. */
  readonly label: string
  /** What is written there, where the code says: the type of a command. */
  readonly command: string | undefined
}

const known = new Map<string, Site>()

/** Where the function that called `callee` stands. */
export function callerOf(callee: (...args: never[]) => unknown): Site {
  const frame = framesAbove(callee)[0]
  const file = frame?.getFileName() ?? ''
  const path = relative(ROOT, file.startsWith('file:') ? fileURLToPath(file) : file)
  const position = `${path}:${frame?.getLineNumber() ?? 0}`
  const site = known.get(position) ?? siteOf(path, position, frame?.getFunctionName() ?? '')
  known.set(position, site)
  return site
}

function framesAbove(callee: (...args: never[]) => unknown): NodeJS.CallSite[] {
  const before = Error.prepareStackTrace
  try {
    Error.prepareStackTrace = (_, frames) => frames
    const trace: { stack?: NodeJS.CallSite[] } = {}
    Error.captureStackTrace(trace, callee)
    return trace.stack ?? []
  } finally {
    Error.prepareStackTrace = before
  }
}

function siteOf(path: string, position: string, functionName: string): Site {
  const file = basename(path, '.ts')
  const name = functionName.replace(/^.*\./, '')
  const isFileName = name === '' || name.toLowerCase() === file.replaceAll('-', '')
  return { position, label: isFileName ? file : `${file}.${name}`, command: commandAt(position) }
}

function commandAt(position: string): string | undefined {
  const [path = '', line = ''] = position.split(':')
  const text = readFileSync(join(ROOT, path), 'utf8').split('\n')
  return text[Number(line) - 1]?.match(/\btype: '([a-z ]+)'/)?.[1]
}
