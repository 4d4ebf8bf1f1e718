import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { breakingChanges } from './breaking.ts'
import { buildImage, landedPath } from './image.ts'

/**
 * Makes the contracts of `root` those that later ones are compared with. Rejects, and changes nothing, when they break
 * with what was landed before or do not compile.
 */
export async function landContracts(root: string): Promise<void> {
  const broken = existsSync(landedPath(root)) ? await breakingChanges(root) : []
  if (broken.length > 0)
    throw new Error(`the contracts break what was landed; nothing was changed:\n${broken.join('\n')}`)
  await writeFile(landedPath(root), await buildImage(root))
}
