/** What names are compared by. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

export function sameName(one: string | undefined, other: string): boolean {
  return one !== undefined && nameKeyOf(one) === nameKeyOf(other)
}
