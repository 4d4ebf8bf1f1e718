import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { rolldown } from 'rolldown'

/** A program for browsers, in one piece. */
export interface Bundle {
  readonly code: string
  /** Bytes, minified. */
  readonly size: number
  /** Bytes, compressed as servers send it. */
  readonly gzipped: number
}

/** Bundles a file and what it imports, as build tools do for a page. */
export async function bundle(file: string): Promise<Bundle> {
  const build = await rolldown({ input: file, platform: 'browser', logLevel: 'silent' })
  try {
    const { output } = await build.generate({ format: 'esm', minify: true })
    const { code } = output[0]
    return { code, size: Buffer.byteLength(code), gzipped: (await promisify(gzip)(code)).length }
  } finally {
    await build.close()
  }
}
