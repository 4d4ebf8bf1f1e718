import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../check.ts'
import { runProgram } from '../run-program.ts'
import { inScratch, landedPath } from './image.ts'

/** Nothing that was landed may change for whoever speaks it, on the wire or as JSON. */
export const breaking: Check = {
  name: 'contracts: not broken',
  async run(root) {
    if (!existsSync(landedPath(root)))
      return { problems: ['proto/landed.binpb is missing; npm run contracts:land makes it'] }
    return { problems: await breakingChanges(root) }
  },
}

/** How the contracts of `root` break with what was last landed, one sentence each. */
export function breakingChanges(root: string): Promise<string[]> {
  return inScratch(async folder => {
    // An image, because the workspace's two modules cannot be compared to the one image that they make together.
    const image = join(folder, 'image.binpb')
    const built = await runProgram(root, 'buf', ['build', '-o', image])
    if (!built.ok) return [`the contracts do not compile:\n${built.output}`]
    const against = ['--against', landedPath(root), '--config', 'buf.yaml']
    const { ok, output } = await runProgram(root, 'buf', ['breaking', image, ...against])
    return ok ? [] : output.split('\n')
  })
}
