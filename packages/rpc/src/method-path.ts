import type { DescMethod } from '@bufbuild/protobuf'

/** The method's path on the wire, `/package.Service/Method`. */
export function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`
}
