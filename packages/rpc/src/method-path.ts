import type { DescMethod } from '@bufbuild/protobuf'

/** The method's name for logs, figures and the audit, `package.Service/Method`. */
export function nameOf({ parent, name }: DescMethod): string {
  return `${parent.typeName}/${name}`
}

/** The method's path on the wire, `/package.Service/Method`. */
export function pathOf(method: DescMethod): string {
  return `/${nameOf(method)}`
}
