import { code, table } from '@rewards/documents'
import type { CollectionDeclaration, IndexDeclaration, StoreDeclaration } from '@rewards/store'

/** The collections of one service. */
export function serviceSection(service: string, declaration: StoreDeclaration): string {
  const where = `SQLite: ${code(`${service}.sqlite`)}. MongoDB: ${code(`PREFIX_${service}`)}.`
  return [`## ${service}`, where, ...declaration.map(collectionSection)].join('\n\n')
}

/** One collection, with its indexes and what they are for. */
export function collectionSection({ name, holds, indexes, version = 1, due }: CollectionDeclaration): string {
  const rows = indexes.map(indexRow)
  return [
    `### ${name}`,
    `${capital(holds)}. Schema version ${version}.`,
    ...(due === undefined ? [] : [`Due: ${due}. By majority.`]),
    ...(rows.length > 0 ? [table(['index', 'fields', 'unique', 'read concern', 'serves'], rows)] : []),
    ...(rows.length === 0 && due === undefined ? ['Found by id alone.'] : []),
  ].join('\n\n')
}

function indexRow({ name, fields, unique, read = 'local', serves }: IndexDeclaration): string[] {
  return [code(name), fields.map(code).join(', '), unique ? 'yes' : '', read, serves]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
