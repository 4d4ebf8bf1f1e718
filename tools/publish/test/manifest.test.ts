import { describe, expect, it } from 'vitest'
import { copiedFiles, type Manifest, publishedManifest } from '../src/manifest.ts'

const source: Manifest = {
  name: '@rewards/client',
  version: '0.1.0',
  private: true,
  type: 'module',
  license: 'Apache-2.0',
  exports: { '.': './src/index.ts', './deep': './src/deep/entry.ts', './data.json': './data/data.json' },
  dependencies: { '@rewards/contracts': 'workspace:*', '@connectrpc/connect': '2.2.0' },
  devDependencies: { rolldown: '1.0.0' },
}
const versions = new Map([['@rewards/contracts', '0.3.0']])

describe('the manifest of a published package', () => {
  it('leads to JavaScript and its declarations, and to other files as they are', () => {
    expect(publishedManifest(source, versions)).toEqual({
      name: '@rewards/client',
      version: '0.1.0',
      type: 'module',
      license: 'Apache-2.0',
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './deep': { types: './dist/deep/entry.d.ts', default: './dist/deep/entry.js' },
        './data.json': './data/data.json',
      },
      dependencies: { '@rewards/contracts': '0.3.0', '@connectrpc/connect': '2.2.0' },
    })
    expect(copiedFiles(source)).toEqual(['./data/data.json'])
  })

  it('cannot be made when it needs a package that is not published', () => {
    expect(() => publishedManifest(source, new Map())).toThrow('@rewards/contracts is not published')
  })
})
