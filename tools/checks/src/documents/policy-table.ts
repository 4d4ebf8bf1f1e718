import { createRegistry, type DescService } from '@bufbuild/protobuf'
import { policy } from '@rewards/contracts/policy'
import { servicesOf } from '@rewards/contracts/services'
import { code, table, withSecondHalf } from '@rewards/documents'
import { rulesOf, whoMayCall } from '@rewards/openapi'
import { mayRepeat } from '@rewards/rpc'

/** The document, relative to the repository. */
export const SECURITY_DOCUMENT = 'docs/security.md'

const ruleOf = rulesOf(createRegistry(policy))

/** The text of the document with who may call each method, as the contracts have it now. */
export function withPolicies(text: string): string {
  const sections = Object.values(servicesOf).flat().map(sectionOf)
  return withSecondHalf(SECURITY_DOCUMENT, text, ['## Who may call what', ...sections].join('\n\n'))
}

function sectionOf(service: DescService): string {
  const rows = service.methods.map(method => [
    code(method.name),
    whoMayCall(ruleOf(method)),
    mayRepeat(method) ? 'yes' : '',
  ])
  return `### ${service.typeName}\n\n${table(['method', 'may be called by', 'may be repeated'], rows)}`
}
