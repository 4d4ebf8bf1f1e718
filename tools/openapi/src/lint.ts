import { createConfig, lintFromString } from '@redocly/openapi-core'

/** What Redocly's strictest set of rules has against an OpenAPI document, one sentence each. */
export async function lintOpenApi(document: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const problems = await lintFromString({ source: document, absoluteRef: 'openapi.json', config })
  return problems.map(
    ({ ruleId, message, location: [at] }) => `${ruleId} at ${at?.pointer ?? '#'}: ${message}`,
  )
}
