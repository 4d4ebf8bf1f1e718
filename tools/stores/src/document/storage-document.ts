import { POSITIONS } from '@rewards/store/keeping'
import { SERVICES, type Services } from '../services.ts'
import { mongodbSection } from './mongodb-section.ts'
import { collectionSection, serviceSection } from './service-section.ts'

/** The document, relative to the repository. */
export const STORAGE_DOCUMENT = 'docs/storage.md'

/** What stands above it is written by hand, what stands below comes from the declarations. */
const MARK = '<!-- What follows comes from the declarations in the code: npm run docs:generate -->'

/**
 * The text of the document with its second half as the declarations have it now. Throws when the mark between the
 * halves is gone.
 */
export function withDeclarations(text: string, services: Services = SERVICES): string {
  const [head, ...rest] = text.split(MARK)
  if (head === undefined || rest.length !== 1)
    throw new Error(`${STORAGE_DOCUMENT} needs this line once, ahead of what is generated: ${MARK}`)
  return `${head}${MARK}\n\n${sections(services).join('\n\n')}\n`
}

function sections(services: Services): readonly string[] {
  return [
    mongodbSection(),
    ...Object.entries(services).map(([service, declaration]) => serviceSection(service, declaration)),
    `## In every store that was migrated, or copied to\n\n${collectionSection(POSITIONS)}`,
  ]
}
