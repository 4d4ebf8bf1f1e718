/** What names are compared by: case does not matter, nor the form of a letter. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFC')
}

export function sameName(one: string | undefined, other: string): boolean {
  return one !== undefined && nameKeyOf(one) === nameKeyOf(other)
}
