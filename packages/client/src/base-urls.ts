/** The addresses of the gateways. Throws a `TypeError` that says which one cannot be one, and what can. */
export function parseBaseUrls(given: string | readonly string[]): readonly string[] {
  const urls = typeof given === 'string' ? [given] : given
  if (urls.length === 0) throw new TypeError('baseUrl is empty; allowed is an address, or a list of them')
  for (const url of urls)
    if (!isAddress(url))
      throw new TypeError(
        `baseUrl is ${JSON.stringify(url)}; allowed are addresses such as https://rewards.example, without a query`,
      )
  return urls
}

function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, search, hash } = new URL(url)
  return /^https?:$/.test(protocol) && search === '' && hash === ''
}
