/** What stands above it is written by hand, what stands below comes from the declarations. */
const MARK = '<!-- What follows comes from the declarations in the code: npm run docs:generate -->'

/**
 * The text of a document with this as its second half. Throws when the mark between the halves is gone, naming the
 * document by its path.
 */
export function withSecondHalf(path: string, text: string, secondHalf: string): string {
  const [head, ...rest] = text.split(MARK)
  if (head === undefined || rest.length !== 1)
    throw new Error(`${path} needs this line once, ahead of what is generated: ${MARK}`)
  return `${head}${MARK}\n\n${secondHalf}\n`
}
