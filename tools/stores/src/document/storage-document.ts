import { withSecondHalf } from '@rewards/documents'
import { POSITIONS } from '@rewards/store/keeping'
import { SERVICES, type Services } from '../services.ts'
import { mongodbSection } from './mongodb-section.ts'
import { collectionSection, serviceSection } from './service-section.ts'

/** The document, relative to the repository. */
export const STORAGE_DOCUMENT = 'docs/storage.md'

/**
 * The text of the document with its second half as the declarations have it now. Throws when the mark between the
 * halves is gone.
 */
export function withDeclarations(text: string, services: Services = SERVICES): string {
  return withSecondHalf(STORAGE_DOCUMENT, text, sections(services).join('\n\n'))
}

function sections(services: Services): readonly string[] {
  return [
    mongodbSection(),
    ...Object.entries(services).map(([service, declaration]) => serviceSection(service, declaration)),
    `## In every store that was migrated, or copied to\n\n${collectionSection(POSITIONS)}`,
  ]
}
