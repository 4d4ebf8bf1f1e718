import type { HttpHandler } from '../listen/one-port.ts'
import { staticFile } from './static-file.ts'

const HTML = 'text/html; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

/** Nothing from elsewhere, nothing inline; the viewer draws its icons from `data:`. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE_HEADERS = { 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' }

const ours = (name: string) => new URL(`./api-docs/${name}`, import.meta.url)
const viewers = (name: string) => new URL(import.meta.resolve(`swagger-ui-dist/${name}`))

const FILES: readonly (readonly [path: string, file: URL, type: string])[] = [
  ['/openapi.json', new URL(import.meta.resolve('@rewards/contracts/openapi.json')), 'application/json'],
  ['/api-docs', ours('index.html'), HTML],
  ['/api-docs/page.css', ours('page.css'), STYLE],
  ['/api-docs/page.js', ours('page.js'), SCRIPT],
  ['/api-docs/calls.js', ours('calls.js'), SCRIPT],
  ['/api-docs/session.js', ours('session.js'), SCRIPT],
  ['/api-docs/streams.js', ours('streams.js'), SCRIPT],
  ['/api-docs/swagger-ui.css', viewers('swagger-ui.css'), STYLE],
  ['/api-docs/swagger-ui-bundle.js', viewers('swagger-ui-bundle.js'), SCRIPT],
  ['/api-docs/favicon.png', viewers('favicon-32x32.png'), 'image/png'],
]

/** The contracts as an OpenAPI document, and the page that shows it and lets people call; by path. */
export async function apiDocs(): Promise<ReadonlyMap<string, HttpHandler>> {
  const handlers = FILES.map(async ([path, file, type]) => {
    const headers = { 'content-type': type, ...(type === HTML && PAGE_HEADERS) }
    return [path, await staticFile(file, headers)] as const
  })
  return new Map(await Promise.all(handlers))
}
