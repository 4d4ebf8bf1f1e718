import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lintOpenApi } from '@rewards/openapi'
import type { Check } from '../check.ts'

/** The OpenAPI document is one that the tools of that trade take. That it is of today is the check before. */
export const openApi: Check = {
  name: 'contracts: OpenAPI',
  async run(root) {
    const path = join(root, 'packages', 'contracts', 'openapi', 'openapi.json')
    return { problems: await lintOpenApi(await readFile(path, 'utf8')) }
  },
}
