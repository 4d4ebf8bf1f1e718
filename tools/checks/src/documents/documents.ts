import { DEPLOYMENT_DOCUMENT, withVariables } from '@rewards/deployment/document'
import { STORAGE_DOCUMENT, withDeclarations } from '@rewards/stores/document'
import { PROMISES_DOCUMENT, withPromises } from '@rewards/torture/promises-document'
import { SECURITY_DOCUMENT, withPolicies } from './policy-table.ts'

/** A document whose second half comes from declarations in the code. */
export interface GeneratedDocument {
  /** Relative to the repository. */
  readonly path: string
  /** What declares it, in the words of a problem. */
  readonly declaredBy: string
  /** The text with its second half as it would be generated now. */
  readonly generated: (text: string) => string
}

/** All there are. */
export const DOCUMENTS: readonly GeneratedDocument[] = [
  { path: STORAGE_DOCUMENT, declaredBy: 'the stores', generated: text => withDeclarations(text) },
  { path: DEPLOYMENT_DOCUMENT, declaredBy: 'the services', generated: text => withVariables(text) },
  { path: SECURITY_DOCUMENT, declaredBy: 'the contracts', generated: text => withPolicies(text) },
  {
    path: PROMISES_DOCUMENT,
    declaredBy: 'the promises of the torture',
    generated: text => withPromises(text),
  },
]
