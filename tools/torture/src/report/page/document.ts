import { html, Markup } from './markup.ts'
import { STYLE } from './style.ts'

/** A whole page that loads nothing and runs nothing; the policy in it says so to the browser too. */
export function document(title: string, body: Markup): string {
  return `${html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title><style>${new Markup(STYLE)}</style></head><body><main>
${body}
</main></body></html>`}\n`
}
