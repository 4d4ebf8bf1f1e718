import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { BrowserError } from './browser-error.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The first Chromium, or Chrome, in a list of folders as `PATH` holds it. Rejects when there is none. */
export async function chromiumOnPath(searchPath: string): Promise<string> {
  const folders = searchPath.split(delimiter).filter(Boolean)
  for (const candidate of folders.flatMap(folder => NAMES.map(name => join(folder, name))))
    if (await isExecutable(candidate)) return candidate
  throw new BrowserError('no chromium there')
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
