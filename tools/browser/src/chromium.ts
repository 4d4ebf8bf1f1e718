import { BrowserError } from './browser-error.ts'
import { type Environment, runTool } from './run-tool.ts'

/** The ways to come by a Chromium, in the order in which they are tried. */
export const SOURCES = ['path', 'debian'] as const
export type Source = (typeof SOURCES)[number]

/** A Chromium that answers to `--version`. */
export interface Chromium {
  readonly path: string
  readonly source: Source
  /** For example `138.0.7204.49`. */
  readonly version: string
  /** The environment that its process needs. */
  readonly env: Environment
}

/** Asks the program for its version. Rejects when it is no Chromium, or lacks a library. */
export async function chromiumAt(path: string, source: Source, env: Environment): Promise<Chromium> {
  const answer = await runTool(path, ['--version'], { timeoutMs: 30_000, env })
  const version = /^(?:Chromium|Google Chrome) (\d+(?:\.\d+){3})/.exec(answer)?.[1]
  if (version === undefined) throw new BrowserError(`${path} is no Chromium`)
  return { path, source, version, env }
}
