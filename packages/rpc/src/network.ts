import { isIP } from 'node:net'

/**
 * The address that a text is, in one way to write it: an IPv4 address also where it comes in the form of IPv6. A port behind
 * it, brackets and a zone are left out. `undefined` when the text is no address.
 */
export function addressOf(text: string): string | undefined {
  const address = bare(text.trim())
  if (isIP(address) === 4) return address
  if (isIP(address) !== 6) return undefined
  const canonical = canonicalOf(address)
  const groups = groupsOf(canonical)
  const [high = 0, low = 0] = groups.slice(6)
  const mapped = groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff
  return mapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : canonical
}

/**
 * What an address is counted as: an IPv4 address as itself; an IPv6 address as its /64, because that is what one household
 * or one machine is given, and any address in it may be theirs. `undefined` when the text is no address.
 */
export function networkOf(text: string): string | undefined {
  const address = addressOf(text)
  if (address === undefined || isIP(address) === 4) return address
  const network = groupsOf(address)
    .slice(0, 4)
    .map(group => group.toString(16))
  return `${network.join(':')}::/64`
}

/** `1.2.3.4:80`, `[::1]:80`, `fe80::1%eth0`: the address alone. */
function bare(text: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? []
  const [, beforePort] = /^([\d.]+):\d+$/.exec(text) ?? []
  return (inBrackets ?? beforePort ?? text).replace(/%.*$/, '')
}

/** The URL standard brings every way to write an IPv6 address into one. */
function canonicalOf(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}

/** The eight groups of an IPv6 address in its canonical form. */
function groupsOf(canonical: string): readonly number[] {
  const [head = '', tail] = canonical.split('::')
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16))
  const [before, after] = [numbers(head), numbers(tail ?? '')]
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}
